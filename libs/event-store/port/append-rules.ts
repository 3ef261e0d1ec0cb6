import { InvalidEventError } from './event-store.errors.js';
import type { EventToAppend, ExpectedRevision } from './event-store.js';

/** Bytes of one append, all its events together: EventStoreDB's default `MaxAppendSize`. */
export const MAX_APPEND_BYTES = 1024 * 1024;
/** Events of one append. Keeps one transaction short; EventStoreDB itself has no such limit. */
export const MAX_APPEND_EVENTS = 1000;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const EVENT_TYPE = /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+\.v[1-9][0-9]*$/;
const STREAM = /^[A-Za-z][A-Za-z0-9_.:@-]{0,199}$/;

/** An event as it was when it was appended, whatever becomes of the objects that it was made from. */
export interface SerializedEvent {
  readonly id: string;
  readonly type: string;
  /** JSON. */
  readonly data: string;
  /** JSON. */
  readonly metadata: string;
}

/**
 * Checks an append before it is sent: a real server answers some of these in ways that end the client's process
 * (an empty type), others with an untyped error, others with success (no events). To measure it its JSON is made, which is
 * what adapters send.
 *
 * @throws InvalidEventError naming the rule that is broken.
 */
export function serializeAppend(
  stream: string,
  events: readonly EventToAppend[],
  expected: ExpectedRevision,
): readonly SerializedEvent[] {
  if (!STREAM.test(stream))
    throw new InvalidEventError(`"${stream}" is not a stream name (${STREAM.source})`);
  if (events.length === 0) throw new InvalidEventError(`An append to ${stream} has no events`);
  if (events.length > MAX_APPEND_EVENTS) {
    throw new InvalidEventError(
      `An append to ${stream} has ${String(events.length)} events; at most ${String(MAX_APPEND_EVENTS)}`,
    );
  }
  if (typeof expected === 'number' && (!Number.isSafeInteger(expected) || expected < 0)) {
    throw new InvalidEventError(`Expected revision ${String(expected)} is not a whole number from 0`);
  }
  const ids = new Set<string>();
  for (const event of events) {
    if (!UUID.test(event.id)) throw new InvalidEventError(`Event id "${event.id}" is not a lower-case UUID`);
    if (ids.has(event.id)) throw new InvalidEventError(`Event id ${event.id} stands twice in one append`);
    ids.add(event.id);
    if (!EVENT_TYPE.test(event.type)) {
      throw new InvalidEventError(`"${event.type}" is not an event type (context.entity.fact.vN)`);
    }
  }
  const serialized = events.map(serialize);
  const bytes = serialized.reduce((sum, event) => sum + serializedBytes(event), 0);
  if (bytes > MAX_APPEND_BYTES) {
    throw new InvalidEventError(
      `An append to ${stream} has ${String(bytes)} bytes; at most ${String(MAX_APPEND_BYTES)}`,
    );
  }
  return serialized;
}

/** What an event counts for against {@link MAX_APPEND_BYTES}: its data and metadata as JSON, its type and its id. */
export function eventBytes(event: EventToAppend): number {
  return serializedBytes(serialize(event));
}

function serialize({ id, type, data, metadata }: EventToAppend): SerializedEvent {
  return { id, type, data: JSON.stringify(data), metadata: JSON.stringify(metadata) };
}

function serializedBytes({ id, type, data, metadata }: SerializedEvent): number {
  return Buffer.byteLength(data) + Buffer.byteLength(metadata) + Buffer.byteLength(type) + id.length;
}
