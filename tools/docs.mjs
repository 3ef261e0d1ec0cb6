// Writes what is generated in the documentation: the table of settings in README.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { describeSettings } from '@reeve/platform';

const readme = new URL('../README.md', import.meta.url);
const text = readFileSync(readme, 'utf8').replace(
  /<!-- settings -->[^]*<!-- \/settings -->/,
  () => `<!-- settings -->\n\n${describeSettings()}\n\n<!-- /settings -->`,
);
const options = await resolveConfig(readme);
writeFileSync(readme, await format(text, { ...options, parser: 'markdown' }));
