import { defineConfig } from 'vitest/config';
import LongestFirst from './tools/longest-first.mjs';

/** Specs import the sources of every package, not what was built of them; threads and child processes run what was built. */
const SOURCES = '@reeve/source';
const SPECS = '{libs,apps,tools}/**/*.{int,e2e}.spec.ts';
const UNITS = '{libs,apps,tools}/**/*.unit.spec.ts';
/** They load a fleet and measure how long it takes to recover: nothing else may keep the machine busy. */
const FAULTS = 'apps/gateway/faults/**/*.int.spec.ts';

const shared = { pool: 'forks', testTimeout: 30_000, hookTimeout: 60_000 };

export default defineConfig({
  resolve: { conditions: [SOURCES] },
  ssr: { resolve: { conditions: [SOURCES, 'node', 'import', 'module', 'default'] } },
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          name: 'units',
          include: [UNITS],
          // They touch nothing but what they make: to load everything anew for each file took three quarters of their time.
          isolate: false,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'suites',
          include: [SPECS],
          exclude: ['**/node_modules/**', FAULTS],
          // Most of them wait for a disk or a server, so a second one costs the first little, on two processors as well.
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'faults',
          include: [FAULTS],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
