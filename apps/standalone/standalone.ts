import type { AddressInfo } from 'node:net';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { InProcessLink, InProcessServer } from '@reeve/bus/in-process';
import { checkEnvironmentDefaults } from '@reeve/config/application';
import { ReeveError, SECTIONS } from '@reeve/contracts';
import type { Section } from '@reeve/contracts';
import type { EventStore } from '@reeve/event-store';
import type { OutboundPolicy } from '@reeve/outbound';
import type { Settings } from '@reeve/platform';
import { createHttpApp } from '@reeve/rest-api';
import type { HttpAppOptions } from '@reeve/rest-api';
import { checkNewAccount } from '@reeve/users/domain';
import { openEmbeddedParts } from './embedded-parts.js';
import type { EmbeddedParts } from './embedded-parts.js';
import { COLLECTIONS, StandaloneModule } from './standalone.module.js';
import { cannotListen, requireFreeAddress } from './listen-address.js';
import { StartError } from './start-error.js';

export { StartError };

export interface StandaloneConfiguration extends HttpAppOptions {
  readonly settings: Settings;
  /** Where defaults of sections come from. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly sections?: readonly Section[];
  /** For tests: how outbound calls resolve names. */
  readonly outbound?: Partial<OutboundPolicy>;
}

export interface Standalone {
  /** `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Every event so far, for who looks on. */
  readonly eventLog: Pick<EventStore, 'readAll'>;
  /** Finishes what was accepted, then closes everything. */
  readonly close: () => Promise<void>;
}

/**
 * Starts all of Reeve in this process, on embedded adapters.
 *
 * @throws StartError, or an adapter's own refusal, each a sentence that says what to do. Nothing is left running or open.
 */
export async function startStandalone({
  settings,
  environment = {},
  sections = SECTIONS,
  outbound = {},
  ...http
}: StandaloneConfiguration): Promise<Standalone> {
  checkEnvironmentDefaults(sections, environment);
  checkInitialAdministrator(settings);
  await requireFreeAddress(settings);
  const link = new InProcessLink();
  const { dataDir, masterKey } = settings;
  const parts = await openEmbeddedParts({ dataDir, masterKey, collections: COLLECTIONS, link });
  try {
    return await serve(parts, link, { settings, environment, sections, outbound }, http);
  } catch (error) {
    await parts.close();
    throw error;
  }
}

async function serve(
  parts: EmbeddedParts,
  link: InProcessLink,
  options: Parameters<typeof StandaloneModule.forRoot>[1],
  http: HttpAppOptions,
): Promise<Standalone> {
  const { settings } = options;
  const app = await createHttpApp(StandaloneModule.forRoot(parts, options), settings, http);
  app.connectMicroservice<MicroserviceOptions>({ strategy: new InProcessServer(link) });
  const close = async () => {
    // Requests first: finishing them needs everything that closes after it.
    await app.getHttpAdapter().getInstance().close();
    await app.close();
    await parts.close();
  };
  try {
    await app.startAllMicroservices();
    await app.listen(settings.port, settings.host);
  } catch (error) {
    await app.close();
    throw error instanceof Error ? cannotListen(error, settings) : error;
  }
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { url: `http://${hostInUrl(settings.host)}:${port}`, eventLog: parts.eventStore, close };
}

function checkInitialAdministrator({ adminEmail, adminPassword }: Settings): void {
  if (adminEmail === null || adminPassword === null) return;
  try {
    checkNewAccount({ name: '', email: adminEmail, password: adminPassword, profileImageUrl: '' });
  } catch (error) {
    if (!(error instanceof ReeveError)) throw error;
    throw new StartError(
      `REEVE_ADMIN_EMAIL and REEVE_ADMIN_PASSWORD cannot become an account. ${error.detail}`,
    );
  }
}

function hostInUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
