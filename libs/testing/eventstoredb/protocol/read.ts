import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

import type streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerWritableStream } from '@grpc/grpc-js';

import type { FaultSwitchboard } from '../fault-switchboard.js';
import type { TransactionLog } from '../log/transaction-log.js';
import type { Calls } from './calls.js';
import { toEventFilter } from './event-filter.js';
import { readAll } from './read-all.js';
import type { ReadResponse } from './read-messages.js';
import { readStream } from './read-stream.js';
import { invalidArgument, unknown } from './rpc-errors.js';
import { subscribeToAll, subscribeToStream } from './subscribe.js';

type ReadCall = ServerWritableStream<streams.ReadReq, ReadResponse>;

/** The call that reads and subscribes, streams and `$all`. */
export function handleRead(log: TransactionLog, faults: FaultSwitchboard, calls: Calls) {
  return (call: ReadCall): void => {
    const refusal = calls.refusal(call, { writes: false });
    if (refusal !== undefined) {
      call.emit('error', refusal);
      return;
    }
    const signal = calls.begin(call);
    send(call, () => answer(log, call.request.getOptions(), signal), faults, signal).catch(
      (error: unknown) => {
        if (!signal.aborted) call.emit('error', error);
      },
    );
  };
}

/** @throws RpcError, now or while it is read. */
function answer(
  log: TransactionLog,
  options: streams.ReadReq.Options | undefined,
  signal: AbortSignal,
): Iterable<ReadResponse> | AsyncIterable<ReadResponse> {
  const stream = options?.getStream();
  const all = options?.getAll();
  if (options === undefined || (stream === undefined && all === undefined)) {
    throw invalidArgument('Neither a stream nor $all is asked for');
  }
  if (options.hasSubscription()) {
    return stream === undefined
      ? subscribeToAll(log, options, signal)
      : subscribeToStream(log, stream, signal);
  }
  const limits = { backwards: options.getReadDirection() === 1, count: Number(options.getCount()) };
  if (limits.count === 0) throw unknown('Nothing is asked for');
  if (stream !== undefined) return readStream(log, stream, limits);
  return all === undefined ? [] : readAll(log, all, limits, toEventFilter(options.getFilter()));
}

/** As fast as the client takes it. */
async function send(
  call: ReadCall,
  messages: () => Iterable<ReadResponse> | AsyncIterable<ReadResponse>,
  faults: FaultSwitchboard,
  signal: AbortSignal,
): Promise<void> {
  for await (const message of messages()) {
    const { slowReadsMs } = faults.current;
    if (slowReadsMs !== undefined) await delay(slowReadsMs, undefined, { signal });
    if (signal.aborted) return;
    if (!call.write(message)) await once(call, 'drain', { signal });
  }
  call.end();
}
