import type { JSONEventData } from '@eventstore/db-client';
import type { AppendResult, RecordedEvent, StreamSoFar } from '@reeve/event-store';
import { decideAppend, VersionConflictError } from '@reeve/event-store';

import type { Appender } from './appender.js';
import type { LogReader } from './log-reader.js';

/**
 * Appends after whatever is the last event, which the server alone cannot do safely: it knows a repetition there only while it
 * remembers the ids. So the stream is read, the port's own rule decides, and what is to be written is written at an exact
 * revision; if somebody else was faster, what they wrote is read too, and it is decided again.
 *
 * @throws as the port's `append`.
 */
export async function appendToExisting(
  { reader, appender }: { readonly reader: LogReader; readonly appender: Appender },
  stream: string,
  events: readonly JSONEventData[],
  deadline: number,
): Promise<AppendResult> {
  const ids = events.map(({ id }) => id);
  const soFar: RecordedEvent[] = [];
  for (;;) {
    for await (const event of reader.stream(stream, { from: soFar.length })) soFar.push(event);
    const decision = decideAppend(ids, 'existing', placesOf(soFar));
    if (decision.kind === 'conflict') throw new VersionConflictError(stream, 'existing', decision.actual);
    if (decision.kind === 'repetition') {
      const last = soFar[decision.first + ids.length - 1];
      if (last !== undefined) return { revision: last.revision, position: last.position };
    }
    try {
      return await appender.append(stream, events, decision.first - 1, deadline);
    } catch (error) {
      if (!(error instanceof VersionConflictError)) throw error;
    }
  }
}

/** @param events a stream from its first event on. */
function placesOf(events: readonly RecordedEvent[]): StreamSoFar {
  return {
    last: events.at(-1)?.revision,
    idsFrom: (revision, count) => events.slice(revision, revision + count).map(({ id }) => id),
    revisionOf: (id) => events.findLast((event) => event.id === id)?.revision,
  };
}
