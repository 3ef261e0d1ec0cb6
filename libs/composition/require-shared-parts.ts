import { SettingsError } from '@reeve/platform';
import type { Settings } from '@reeve/platform';
import { keyStoreUrlOf } from './parts/key-store.js';
import type { PartName } from './parts/part-name.js';
import type { Service } from './service.js';

/**
 * A service that runs by itself shares its parts with the others. The rate limiter is the exception: without one in common,
 * every gateway counts for itself.
 *
 * @throws SettingsError naming every URL that is missing.
 */
export function requireSharedParts(services: readonly Service[], settings: Settings): void {
  const [alone, ...others] = services;
  if (alone === undefined || others.length > 0) return;
  const { busUrl, eventStoreUrl, documentStoreUrl } = settings;
  const shared: readonly (readonly [part: PartName, variable: string, url: string | null])[] = [
    ['bus', 'REEVE_BUS_URL', busUrl],
    ['event store', 'REEVE_EVENT_STORE_URL', eventStoreUrl],
    ['document store', 'REEVE_DOCUMENT_STORE_URL', documentStoreUrl],
    ['key store', 'REEVE_KEY_STORE_URL', keyStoreUrlOf(settings)],
  ];
  const needed = new Set<PartName>(['bus', ...alone.parts]);
  const problems = shared
    .filter(([part, , url]) => needed.has(part) && url === null)
    .map(
      ([part, variable]) =>
        `${variable} must be set: the ${alone.name} service shares the ${part} with others.`,
    );
  if (problems.length > 0) throw new SettingsError(problems);
}
