import type { JsonObject } from '../json.js';

/** What an event says in the audit log. Never a secret and never personal data: those stand as fingerprints, or not at all. */
export interface AuditDescription {
  /** `config`, `user`, `session`, …: the seed model's vocabulary, open-ended. */
  readonly entityType: string;
  readonly entityId: string;
  /** `<entity>_<fact>` with underscores, like the seed's `plan_updated`. */
  readonly action: string;
  /** One sentence for a person. */
  readonly description: string;
  /** `{ field: { old, new } }`; null where the event is no change of fields. */
  readonly changes: JsonObject | null;
  /** What else is worth keeping. */
  readonly metadata?: JsonObject;
}

/** The part of a recorded event that a description is made from. */
export interface DescribableEvent {
  readonly type: string;
  readonly stream: string;
  readonly data: JsonObject;
}

/**
 * Describes the events of one context by their type; undefined for a type it does not know, and null for one that is measured and
 * not done, and so is no part of the audit log.
 */
export type AuditDescriber = (event: DescribableEvent) => AuditDescription | null | undefined;
