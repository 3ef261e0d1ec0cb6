import { changedType, UNOWNED } from '@reeve/contracts';
import type { ConfigChanged } from '@reeve/contracts';
import { initialConfig } from '@reeve/config/domain';
import type { ConfigState, SectionCatalogue } from '@reeve/config/domain';
import { createConfigDecider } from '@reeve/config/domain';
import type { Projection } from '@reeve/event-sourcing';
import { configSections, configUnowned, UNOWNED_ID } from './config.collections.js';
import type { SectionDocument, UnownedDocument } from './config.collections.js';

const UNOWNED_CHANGED = changedType(UNOWNED);

/** The configuration as it is read: what the decider's own `evolve` makes of each event, one document a section. */
export function configProjection(catalogue: SectionCatalogue): Projection {
  const { evolve } = createConfigDecider(catalogue);
  return {
    name: 'config',
    version: 1,
    collections: [configSections, configUnowned],
    filter: { streamPrefixes: ['config'] },
    async project(recorded, read) {
      if (recorded.stream !== 'config') return [];
      const event = recorded as unknown as ConfigChanged;
      const seen = recorded.position;
      if (event.type === UNOWNED_CHANGED) {
        const document = await read<UnownedDocument>(configUnowned, UNOWNED_ID);
        const before: ConfigState = {
          ...initialConfig,
          unowned: (document?.values ?? {}) as ConfigState['unowned'],
        };
        const { unowned } = evolve(before, event, recorded.revision);
        return [
          {
            kind: 'put',
            collection: configUnowned.name,
            id: UNOWNED_ID,
            document: { values: unowned },
            seen,
          },
        ];
      }
      const name = catalogue.ofType(event.type)?.section.name;
      if (name === undefined) return [];
      const document = await read<SectionDocument>(configSections, name);
      const before: ConfigState = {
        ...initialConfig,
        sections: document === undefined ? {} : { [name]: document },
      };
      const section = evolve(before, event, recorded.revision).sections[name];
      if (section === undefined) return [];
      return [{ kind: 'put', collection: configSections.name, id: name, document: { ...section }, seen }];
    },
  };
}
