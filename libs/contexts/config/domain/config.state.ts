import type { JsonObject, SecretValue } from '@reeve/contracts';

/** The whole configuration: one aggregate, so that an import is one atomic append. */
export interface ConfigState {
  /** By section name; only sections that were ever changed. */
  readonly sections: Readonly<Record<string, SectionState>>;
  /** Paths of imported documents that no section owns: an empty value, or a secret whole. */
  readonly unowned: Readonly<Record<string, UnownedValue>>;
}

export interface SectionState {
  /** Fields that were ever changed, by name. Null where a field that is not nullable is back at its default. */
  readonly values: JsonObject;
  /** Of the `config` stream, when the section was last touched. */
  readonly revision: number;
}

/** Empty values (`null`, `""`, `[]`, `{}`) stay as they are; there is nothing to hide in them. */
export type UnownedValue =
  (JsonObject & SecretValue) | null | '' | readonly never[] | Readonly<Record<string, never>>;

export const initialConfig: ConfigState = { sections: {}, unowned: {} };
