import type { JsonObject, JsonValue, ValidationIssue } from '@reeve/contracts';

/**
 * Values have been read against their types, and every secret in them is sealed (a `SecretValue`) or a mask. Only
 * deciding can tell what a mask stands for.
 */
export interface ChangeSection {
  readonly kind: 'change-section';
  readonly section: string;
  /** Fields that are absent stay as they are. */
  readonly values: JsonObject;
  /** ETags of which the section's present one must be one (`*`: any); null: whatever it is. */
  readonly ifMatch: readonly string[] | null;
  /** Whether whoever gives it has no session but an API key. */
  readonly byApiKey: boolean;
}

/** All or nothing. */
export interface ImportDocument {
  readonly kind: 'import-document';
  /** By section name, the fields whose paths the document has. */
  readonly sections: Readonly<Record<string, JsonObject>>;
  /** By path, what no section owns: empty, a mask, or sealed whole. */
  readonly unowned: Readonly<Record<string, JsonValue>>;
  /** What is wrong with the document whatever is stored: it is refused, together with its masks. */
  readonly issues: readonly ValidationIssue[];
  /** Whether whoever gives it has no session but an API key. */
  readonly byApiKey: boolean;
}

/** Sections own paths that were kept while none did: what was kept there becomes their fields. */
export interface TakeOverPaths {
  readonly kind: 'take-over-paths';
  /** By section name, the fields whose values were kept: read, and their secrets sealed. */
  readonly sections: Readonly<Record<string, JsonObject>>;
}

export type ConfigCommand = ChangeSection | ImportDocument | TakeOverPaths;
