import type streams from '@eventstore/db-client/generated/streams_pb.js';

import type { TransactionLog } from '../log/transaction-log.js';
import { eventRead, firstStreamPosition, lastStreamPosition, streamNotFound } from './read-messages.js';
import type { ReadResponse } from './read-messages.js';
import { streamDeleted, unknown } from './rpc-errors.js';
import { streamNameOf } from './stream-name.js';

export interface ReadLimits {
  readonly backwards: boolean;
  /** Events, at least 1. */
  readonly count: number;
}

/** @throws RpcError when the stream is deleted for good, or is to be read forwards from its end. */
export function* readStream(
  log: TransactionLog,
  options: streams.ReadReq.Options.StreamOptions,
  { backwards, count }: ReadLimits,
): Generator<ReadResponse> {
  const stream = streamNameOf(options);
  const view = log.view(stream);
  if (view.isDeleted) throw streamDeleted(stream);
  if (view.isMissing) {
    yield streamNotFound(stream);
    return;
  }
  if (!backwards && options.hasEnd()) throw unknown(`${stream} cannot be read forwards from its end`);
  const step = backwards ? -1 : 1;
  const asked = options.hasEnd() ? view.last : options.hasStart() ? 0 : Number(options.getRevision());
  let revision = backwards ? Math.min(asked, view.last) : Math.max(asked, view.first);
  let remaining = count;
  for (; remaining > 0 && revision >= view.first && revision <= view.last; revision += step) {
    const record = view.at(revision);
    if (record === undefined) continue;
    yield eventRead(record);
    remaining -= 1;
  }
  if (remaining === count) yield firstStreamPosition(view.last + 1);
  yield lastStreamPosition(view.last);
}
