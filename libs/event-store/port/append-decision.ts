import type { ExpectedRevision } from './event-store.js';

/** What a store must be able to say about one stream for {@link decideAppend}. */
export interface StreamSoFar {
  /** Revision of the last event; undefined while there is none. */
  readonly last: number | undefined;
  /** Ids of the events from this revision on, at most `count`: fewer where the stream ends before. */
  idsFrom(revision: number, count: number): readonly string[];
  /** The last revision at which this id stands. */
  revisionOf(id: string): number | undefined;
}

/** `first`: revision of the append's first event, to be written or already there. */
export type AppendDecision =
  | { readonly kind: 'write'; readonly first: number }
  | { readonly kind: 'repetition'; readonly first: number }
  | { readonly kind: 'conflict'; readonly actual: number | undefined };

/**
 * The rule of expected revisions and of repeated appends, for stores that have to keep it themselves.
 *
 * An append is a repetition when its ids stand, all of them and in this order, where the expectation says they would:
 * from the beginning for `new`, after the revision for a number, anywhere for `existing`. What the events say is not
 * compared (EventStoreDB 24.6 answers the same in all these cases). With `existing`, ids of which only some are there, or
 * in another order, are a conflict: they can be neither written again nor answered.
 */
export function decideAppend(
  ids: readonly string[],
  expected: ExpectedRevision,
  stream: StreamSoFar,
): AppendDecision {
  const { last } = stream;
  const conflict: AppendDecision = { kind: 'conflict', actual: last };
  if (expected === 'existing') {
    if (last === undefined) return conflict;
    const known = ids.map((id) => stream.revisionOf(id));
    if (known.every((revision) => revision === undefined)) return { kind: 'write', first: last + 1 };
    const [first] = known;
    return first !== undefined && standAt(first, ids, stream) ? { kind: 'repetition', first } : conflict;
  }
  const first = expected === 'new' ? 0 : expected + 1;
  const next = last === undefined ? 0 : last + 1;
  if (first === next) return { kind: 'write', first };
  return first < next && standAt(first, ids, stream) ? { kind: 'repetition', first } : conflict;
}

function standAt(first: number, ids: readonly string[], stream: StreamSoFar): boolean {
  const there = stream.idsFrom(first, ids.length);
  return ids.every((id, index) => id === there[index]);
}
