import type streams from '@eventstore/db-client/generated/streams_pb.js';

import type { TransactionLog } from '../log/transaction-log.js';
import type { EventFilter } from './event-filter.js';
import { eventRead } from './read-messages.js';
import type { ReadResponse } from './read-messages.js';
import type { ReadLimits } from './read-stream.js';
import { unknown } from './rpc-errors.js';

type AllOptions = streams.ReadReq.Options.AllOptions;

/**
 * From a position forwards with the event there, backwards without it.
 *
 * @throws RpcError when there is no event at the position.
 */
export function* readAll(
  log: TransactionLog,
  options: AllOptions,
  { backwards, count }: ReadLimits,
  passes: EventFilter,
): Generator<ReadResponse> {
  const end = log.length;
  const start = startIndex(log, options);
  const step = backwards ? -1 : 1;
  let remaining = count;
  for (let index = backwards ? start - 1 : start; remaining > 0 && index >= 0 && index < end; index += step) {
    const record = log.at(index);
    if (record === undefined || !passes(record)) continue;
    yield eventRead(record);
    remaining -= 1;
  }
}

/**
 * Index of the event at the position asked for, or of the end of the log where it is beyond that.
 *
 * @throws RpcError when the position lies between two events.
 */
export function startIndex(log: TransactionLog, options: AllOptions): number {
  if (options.hasStart()) return 0;
  if (options.hasEnd()) return log.length;
  const position = Number(options.getPosition()?.getCommitPosition());
  const index = log.indexFrom(position);
  const found = log.at(index);
  if (found !== undefined && found.position !== position)
    throw unknown(`${position} is no position of an event`);
  return index;
}
