import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const eslint = new ESLint({ cwd: root });

/** Lints a file as if it began with this import. Without the project graph (npm run lint makes it) the rule would be silent. */
async function boundaryErrors(file: string, imported: string): Promise<number> {
  const [result] = await eslint.lintText(`import '${imported}';\n`, { filePath: `${root}/${file}` });
  return (result?.messages ?? []).filter(({ ruleId }) => ruleId === '@nx/enforce-module-boundaries').length;
}

describe('the dependency rule', () => {
  it.each([
    ['the domain', 'libs/contexts/config/domain/index.ts', '@reeve/config/application'],
    ['the domain', 'libs/contexts/config/domain/index.ts', '@reeve/event-store'],
    ['a context', 'libs/contexts/config/application/index.ts', '@reeve/users/application'],
    ['the application', 'libs/contexts/config/application/index.ts', '@reeve/event-store/sqlite'],
    ['an adapter', 'libs/event-store/sqlite/index.ts', '@reeve/document-store'],
    ['the HTTP surface', 'libs/rest-api/index.ts', '@reeve/config/application'],
    ['contracts', 'libs/contracts/index.ts', '@reeve/event-store'],
    ['the composition', 'libs/composition/index.ts', '@reeve/users'],
    ['a context', 'libs/contexts/config/config.module.ts', '@reeve/composition'],
  ])('keeps %s (%s) from importing %s', async (_who, file, imported) => {
    expect(await boundaryErrors(file, imported)).toBe(1);
  });

  it.each([
    ['libs/contexts/config/application/index.ts', '@reeve/config/domain'],
    ['libs/contexts/config/application/index.ts', '@reeve/event-store'],
    ['libs/event-store/sqlite/index.ts', '@reeve/event-store'],
    ['libs/composition/index.ts', '@reeve/event-store/sqlite'],
    ['apps/standalone/standalone.ts', '@reeve/users-service'],
  ])('lets %s import %s', async (file, imported) => {
    expect(await boundaryErrors(file, imported)).toBe(0);
  });
});
