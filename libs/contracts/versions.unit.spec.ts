import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { REEVE_VERSION } from './versions.js';

it('The version that Reeve tells is that of the package', () => {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  expect((JSON.parse(text) as { readonly version: string }).version).toBe(REEVE_VERSION);
});
