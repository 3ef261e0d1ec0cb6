import { ReeveError } from '@reeve/contracts';
import { describe, expect, it } from 'vitest';
import { checkNewApiKey } from './new-api-key.js';
import type { NewApiKey } from './new-api-key.js';

const NOW = 1000;
const key: NewApiKey = { name: 'Backup', expiresAt: null, allowedPaths: null };

/** Where it is refused. */
function refusedFields(changes: Partial<NewApiKey>): unknown {
  try {
    checkNewApiKey({ ...key, ...changes }, NOW);
  } catch (error) {
    if (!(error instanceof ReeveError)) throw error;
    return (error.extra?.['errors'] as unknown as { loc: unknown[] }[]).map(({ loc }) => loc.join('.'));
  }
  return [];
}

describe('A new API key', () => {
  it('has a trimmed name and paths that end with no slash', () => {
    expect(
      checkNewApiKey({ name: ' Backup ', expiresAt: 1001, allowedPaths: ['/api/v1/config/', '/'] }, NOW),
    ).toEqual({ name: 'Backup', expiresAt: 1001, allowedPaths: ['/api/v1/config', '/'] });
  });

  it.each<[Partial<NewApiKey>, string]>([
    [{ name: '  ' }, 'body.name'],
    [{ name: 'x'.repeat(101) }, 'body.name'],
    [{ expiresAt: NOW }, 'body.expires_at'],
    [{ allowedPaths: [] }, 'body.allowed_paths'],
    [{ allowedPaths: Array.from({ length: 51 }, () => '/') }, 'body.allowed_paths'],
    [{ allowedPaths: ['/api', 'api'] }, 'body.allowed_paths.1'],
    [{ allowedPaths: ['/api/../users'] }, 'body.allowed_paths.0'],
    [{ allowedPaths: ['/api?x=1'] }, 'body.allowed_paths.0'],
    [{ allowedPaths: [`/${'x'.repeat(200)}`] }, 'body.allowed_paths.0'],
  ])('is refused with %j', (changes, field) => {
    expect(refusedFields(changes)).toEqual([field]);
  });
});
