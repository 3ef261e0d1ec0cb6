import { defineConfig } from 'vitest/config';

/** Specs import the sources of every package, not what was built of them; threads and child processes run what was built. */
const SOURCES = '@reeve/source';

export default defineConfig({
  resolve: { conditions: [SOURCES] },
  ssr: { resolve: { conditions: [SOURCES, 'node', 'import', 'module', 'default'] } },
  test: {
    include: ['{libs,apps,tools}/**/*.{unit,int,e2e}.spec.ts'],
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
