import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { routesPage } from './route-table.js';

/** Without the padding and the line breaks that formatting makes. */
const words = (page: string) => page.replaceAll(/-{3,}/g, '---').split(/[\s|]+/);

it('docs/routes.md has the routes as they are (npm run docs writes them)', () => {
  const page = readFileSync(new URL('../../../docs/routes.md', import.meta.url), 'utf8');
  expect(words(page.trimEnd())).toEqual(words(routesPage()));
});
