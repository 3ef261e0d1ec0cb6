import type { DocumentFormat, JsonObject, JsonValue } from '@reeve/contracts';
import { effectiveValues, writeDocument } from '@reeve/config/domain';
import type { ConfigState, SectionCatalogue } from '@reeve/config/domain';
import type { ConfigSecrets, Disclosure } from './config-secrets.js';

/** Writes the configuration as a document: every owned path with the value in force, and whatever was kept. */
export class DocumentExporter {
  constructor(
    private readonly catalogue: SectionCatalogue,
    private readonly secrets: ConfigSecrets,
  ) {}

  async write(state: ConfigState, format: DocumentFormat, disclosure: Disclosure): Promise<JsonObject> {
    const values = this.valuesByPath(state);
    const presented = (await this.secrets.present(Object.fromEntries(values), disclosure)) as JsonObject;
    return writeDocument(new Map(Object.entries(presented)), format);
  }

  /** The flat rows below a namespace: `ui` gives `ui.banners`, `ui.default_models`, …; unknown ones give none. */
  async writeNamespace(state: ConfigState, namespace: string, disclosure: Disclosure): Promise<JsonObject> {
    const rows = [...this.valuesByPath(state)].filter(([path]) => path.startsWith(`${namespace}.`));
    return (await this.secrets.present(Object.fromEntries(rows), disclosure)) as JsonObject;
  }

  private valuesByPath(state: ConfigState): ReadonlyMap<string, JsonValue> {
    const owned = this.catalogue.sections.flatMap((catalogued) => {
      const { fields, name } = catalogued.section;
      const values = effectiveValues(catalogued, state.sections[name]?.values);
      return Object.entries(fields).flatMap(([field, { path }]): [string, JsonValue][] =>
        path === undefined ? [] : [[path, values[field] ?? null]],
      );
    });
    return new Map([...Object.entries(state.unowned), ...owned]);
  }
}
