import { InvalidEventError } from './event-store.errors.js';
import type { EventToAppend, ExpectedRevision } from './event-store.js';

/** Bytes of one append, all its events together: EventStoreDB's default `MaxAppendSize`. */
export const MAX_APPEND_BYTES = 1024 * 1024;
/** Events of one append. Keeps one transaction short; EventStoreDB itself has no such limit. */
export const MAX_APPEND_EVENTS = 1000;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const EVENT_TYPE = /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+\.v[1-9][0-9]*$/;
const STREAM = /^[A-Za-z][A-Za-z0-9_.:@-]{0,199}$/;

/**
 * Checks an append before it is sent: a real server answers some of these in ways that end the client's process
 * (an empty type), others with an untyped error, others with success (no events).
 *
 * @returns the size of the append in bytes of UTF-8.
 * @throws InvalidEventError naming the rule that is broken.
 */
export function checkAppend(
  stream: string,
  events: readonly EventToAppend[],
  expected: ExpectedRevision,
): number {
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
  let bytes = 0;
  for (const event of events) {
    if (!UUID.test(event.id)) throw new InvalidEventError(`Event id "${event.id}" is not a lower-case UUID`);
    if (ids.has(event.id)) throw new InvalidEventError(`Event id ${event.id} stands twice in one append`);
    ids.add(event.id);
    if (!EVENT_TYPE.test(event.type)) {
      throw new InvalidEventError(`"${event.type}" is not an event type (context.entity.fact.vN)`);
    }
    bytes += eventBytes(event);
  }
  if (bytes > MAX_APPEND_BYTES) {
    throw new InvalidEventError(
      `An append to ${stream} has ${String(bytes)} bytes; at most ${String(MAX_APPEND_BYTES)}`,
    );
  }
  return bytes;
}

/** What an event counts for against {@link MAX_APPEND_BYTES}: its data and metadata as JSON, its type and its id. */
export function eventBytes(event: EventToAppend): number {
  return (
    Buffer.byteLength(JSON.stringify(event.data)) +
    Buffer.byteLength(JSON.stringify(event.metadata)) +
    Buffer.byteLength(event.type) +
    event.id.length
  );
}
