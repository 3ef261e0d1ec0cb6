import type { EventActor, JsonObject } from '@reeve/contracts';
import type { CollectionDefinition } from '@reeve/document-store';

/** The equality filters of the audit query. */
export const AUDIT_FILTERS = ['entity_type', 'entity_id', 'user_id', 'action'] as const;

/**
 * Newest first. Time leads, because that is what a reader sorts and ranges by and one index serves both; the position says
 * which of two events of one second came later.
 */
export const NEWEST_FIRST = [
  { field: 'created_at', direction: 'desc' },
  { field: 'position', direction: 'desc' },
] as const;

/** As the log has them: how entries are compared with it, part by part. */
export const IN_ORDER_OF_THE_LOG = [{ field: 'position', direction: 'asc' }] as const;

/**
 * One event as it is kept: what queries name, in the open; the rest as it came. The address stays sealed, and the actor's
 * name is not here at all: who is erased is gone from old entries too.
 */
// A type, not an interface: only the former is a JSON object to the compiler.
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions
export type AuditEntryDocument = {
  readonly entity_type: string;
  readonly entity_id: string;
  readonly user_id: string | null;
  readonly action: string;
  /** Epoch seconds. */
  readonly created_at: number;
  readonly position: string;
  readonly actor_kind: EventActor['kind'];
  readonly actor_role: string | null;
  /** Sealed JSON of an `EventOrigin`. */
  readonly origin: string | null;
  readonly request_id: string | null;
  /** JSON text of an {@link AuditPayload}: values of any key and depth, which not every store could keep as they are. */
  readonly payload: string;
};

export interface AuditPayload {
  readonly description: string;
  readonly changes: JsonObject | null;
  readonly audit_metadata: JsonObject | null;
}

/**
 * Every event of every context, by its id, written once.
 *
 * Sixteen combinations of filters can be asked for, each with a range of time, and each index costs every event a write:
 * sixteen take half the projection's speed. Nine are led by the filters exactly: none, each alone, and the pairs that an
 * administrator asks for. The others walk the entries of such a part of theirs and leave out what the rest of the filters
 * says: about a microsecond for each entry left out. They stand from the least to the most telling, because of equals
 * SQLite takes the last. One more, by position, is for comparing the entries with the log; it only ever grows at its end.
 */
export const auditEntries: CollectionDefinition = {
  name: 'audit_entries',
  fields: {
    entity_type: 'text',
    entity_id: 'text',
    user_id: 'text',
    action: 'text',
    created_at: 'number',
    position: 'text',
  },
  indexes: [
    IN_ORDER_OF_THE_LOG.map(({ field }) => field),
    ledBy(),
    ledBy('entity_type'),
    ledBy('user_id'),
    ledBy('action'),
    ledBy('entity_id'),
    ledBy('entity_type', 'user_id'),
    ledBy('entity_type', 'action'),
    ledBy('user_id', 'action'),
    ledBy('entity_type', 'entity_id'),
  ],
};

function ledBy(...filters: readonly (typeof AUDIT_FILTERS)[number][]): readonly string[] {
  return [...filters, ...NEWEST_FIRST.map(({ field }) => field)];
}
