import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeSettings } from './describe-settings.js';

/** Cells without the padding that formatting gives them. */
const rows = (table: string) =>
  table
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()));

it('README has the settings as they are (npm run docs writes them)', () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  const table = /<!-- settings -->([^]*)<!-- \/settings -->/.exec(readme)?.[1] ?? '';
  expect(rows(table)).toEqual(rows(describeSettings()));
});
