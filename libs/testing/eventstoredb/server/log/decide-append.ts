import type { StreamHistory } from './stream-history.js';
import { isSoftDeleted } from './stream-metadata.js';

/** A number: the revision of the stream's last event. */
export type ExpectedRevision = 'any' | 'no stream' | 'stream exists' | number;

/** `last`: revision of the append's last event, there already; `actual`: the stream's last revision, -1 without any. */
export type AppendDecision =
  | { readonly kind: 'write' }
  | { readonly kind: 'repetition'; readonly last: number }
  | { readonly kind: 'wrong revision'; readonly actual: number }
  | { readonly kind: 'deleted' };

/**
 * The server's own rule, not that of this project's port: it takes appends at any revision, appends of nothing and, with
 * `any` and `stream exists`, repetitions of events that do not stand together.
 */
export function decideAppend(
  stream: StreamHistory,
  expected: ExpectedRevision,
  ids: readonly string[],
): AppendDecision {
  const wrong: AppendDecision = { kind: 'wrong revision', actual: stream.last };
  if (stream.tombstone !== undefined) return { kind: 'deleted' };
  if (expected === 'stream exists') {
    if (isSoftDeleted(stream.metadata)) return { kind: 'deleted' };
    if (stream.last < 0 && stream.metadataText === undefined) return wrong;
  }
  if (expected === 'stream exists' || expected === 'any') {
    const known = ids.map((id) => stream.revisionOf(id));
    if (known[0] === undefined) return { kind: 'write' };
    const last = known.at(-1);
    return last === undefined || known.includes(undefined) ? wrong : { kind: 'repetition', last };
  }
  const before = expected === 'no stream' ? -1 : expected;
  if (before === stream.last) return { kind: 'write' };
  if (before > stream.last || ids.length === 0) return wrong;
  const there = stream.records.slice(before + 1, before + 1 + ids.length).map(({ id }) => id);
  if (ids.every((id, index) => id === there[index])) return { kind: 'repetition', last: before + ids.length };
  const begunAnew = expected === 'no stream' && isSoftDeleted(stream.metadata) && ids[0] !== there[0];
  return begunAnew ? { kind: 'write' } : wrong;
}
