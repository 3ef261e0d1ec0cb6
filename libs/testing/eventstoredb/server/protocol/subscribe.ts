import { randomUUID } from 'node:crypto';

import type streams from '@eventstore/db-client/generated/streams_pb.js';

import type { TransactionLog } from '../log/transaction-log.js';
import { toEventFilter } from './event-filter.js';
import { startIndex } from './read-all.js';
import { caughtUp, checkpoint, confirmation, eventRead, fellBehind } from './read-messages.js';
import type { ReadResponse } from './read-messages.js';
import { streamDeleted } from './rpc-errors.js';
import { streamNameOf } from './stream-name.js';

/** So many events are kept for a live subscriber that is slow; one that is further behind has to catch up again. */
const LIVE_BUFFER = 32;

/**
 * All events of the log after the one at the position asked for, that are and that come.
 *
 * @throws RpcError when there is no event at that position.
 */
export function subscribeToAll(
  log: TransactionLog,
  options: streams.ReadReq.Options.AllOptions,
  filter: streams.ReadReq.Options.FilterOptions | undefined,
  signal: AbortSignal,
): AsyncGenerator<ReadResponse> {
  const passes = toEventFilter(filter);
  const interval = (filter?.getMax() ?? 0) * (filter?.getCheckpointintervalmultiplier() ?? 0);
  const after = options.hasPosition() ? Number(options.getPosition()?.getCommitPosition()) : -1;
  let next = startIndex(log, options);
  let considered = 0;
  return follow(log, signal, function* () {
    for (let record = log.at(next); record !== undefined; record = log.at(next)) {
      next += 1;
      if (record.position <= after) continue;
      if (passes(record)) yield eventRead(record);
      considered += 1;
      if (interval > 0 && considered % interval === 0) yield checkpoint(record);
    }
  });
}

/**
 * The events of one stream after the revision asked for, that are and that come.
 *
 * @throws RpcError when the stream is deleted for good.
 */
export function subscribeToStream(
  log: TransactionLog,
  options: streams.ReadReq.Options.StreamOptions,
  signal: AbortSignal,
): AsyncGenerator<ReadResponse> {
  const stream = streamNameOf(options);
  if (log.view(stream).isDeleted) throw streamDeleted(stream);
  let next = 0;
  if (options.hasEnd()) next = log.view(stream).last + 1;
  else if (options.hasRevision()) next = Number(options.getRevision()) + 1;
  return follow(log, signal, function* () {
    const view = log.view(stream);
    if (view.isDeleted) throw streamDeleted(stream);
    for (next = Math.max(next, view.first); next <= view.last; next += 1) {
      const record = view.at(next);
      if (record !== undefined) yield eventRead(record);
    }
  });
}

/** @param unread what there is to say up to the end of the log, each time that it is asked. */
async function* follow(
  log: TransactionLog,
  signal: AbortSignal,
  unread: () => Iterable<ReadResponse>,
): AsyncGenerator<ReadResponse> {
  yield confirmation(randomUUID());
  let live = false;
  while (!signal.aborted) {
    const seen = log.length;
    let taken = seen;
    for (const message of unread()) {
      yield message;
      // What was appended while the subscriber took one message.
      if (live && log.length - taken > LIVE_BUFFER) {
        live = false;
        yield fellBehind();
      }
      taken = log.length;
    }
    if (log.length > seen) continue;
    if (live) {
      await log.changed(signal);
    } else {
      live = true;
      yield caughtUp();
    }
  }
}
