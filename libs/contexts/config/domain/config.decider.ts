import type { ConfigChanged } from '@reeve/contracts';
import type { ConfigCommand } from './config.commands.js';
import { initialConfig } from './config.state.js';
import type { ConfigState } from './config.state.js';
import { createDecideConfig } from './decide-config.js';
import { createEvolveConfig } from './evolve-config.js';
import type { SectionCatalogue } from './section-catalogue.js';

/** The config context's domain logic, for the sections of one installation. */
export function createConfigDecider(catalogue: SectionCatalogue) {
  return {
    initialState: initialConfig,
    decide: createDecideConfig(catalogue),
    evolve: createEvolveConfig(catalogue),
  } satisfies {
    initialState: ConfigState;
    decide: (command: ConfigCommand, state: ConfigState) => readonly ConfigChanged[];
    evolve: (state: ConfigState, event: ConfigChanged, revision: number) => ConfigState;
  };
}
