import { defineConfig } from 'vitest/config';
export default defineConfig({
  resolve: { conditions: ['@reeve/source'] },
  ssr: { resolve: { conditions: ['@reeve/source', 'node', 'import', 'module', 'default'] } },
  test: { include: ['{libs,apps,tools}/**/*.spec.ts'] },
});
