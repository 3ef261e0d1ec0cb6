import { changedType, UNOWNED } from '@reeve/contracts';
import type { ConfigChanged, FieldChanges, JsonObject, JsonValue } from '@reeve/contracts';
import type { ConfigState } from './config.state.js';
import type { SectionCatalogue } from './section-catalogue.js';

const UNOWNED_CHANGED = changedType(UNOWNED);

/** Events of sections that this version does not have leave the state as it is. */
export function createEvolveConfig(catalogue: SectionCatalogue) {
  return (state: ConfigState, event: ConfigChanged, revision: number): ConfigState => {
    if (event.type === UNOWNED_CHANGED) {
      const { changes } = event.data;
      const left = Object.entries(state.unowned).filter(([path]) => !Object.hasOwn(changes, path));
      return {
        ...state,
        unowned: { ...Object.fromEntries(left), ...(newValues(changes) as ConfigState['unowned']) },
      };
    }
    const owner = catalogue.ofType(event.type);
    if (owner === undefined) return state;
    const { name } = owner.section;
    const values = { ...state.sections[name]?.values, ...newValues(event.data.changes) };
    return { ...state, sections: { ...state.sections, [name]: { values, revision } } };
  };
}

/** What the changed fields have become; those that are gone are left out. */
export function newValues(changes: FieldChanges): JsonObject {
  return Object.fromEntries(
    Object.entries(changes).flatMap(([name, change]): [string, JsonValue][] =>
      change.new === undefined ? [] : [[name, change.new]],
    ),
  );
}
