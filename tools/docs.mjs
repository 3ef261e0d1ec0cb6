// Writes what is generated in the documentation: the table of settings in README.md, and docs/routes.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { describeSettings } from '@reeve/platform';
import { routesPage } from '@reeve/testing/routes';

const readme = new URL('../README.md', import.meta.url);
const text = readFileSync(readme, 'utf8').replace(
  /<!-- settings -->[^]*<!-- \/settings -->/,
  () => `<!-- settings -->\n\n${describeSettings()}\n\n<!-- /settings -->`,
);
await write(readme, text);
await write(new URL('../docs/routes.md', import.meta.url), routesPage());

async function write(file, markdown) {
  const options = await resolveConfig(file);
  writeFileSync(file, await format(markdown, { ...options, parser: 'markdown' }));
}
