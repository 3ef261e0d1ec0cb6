import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

import services from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { MethodDefinition, ServerWritableStream } from '@grpc/grpc-js';

import type { FaultSwitchboard } from '../fault-switchboard.js';
import type { TransactionLog } from '../log/transaction-log.js';
import type { Calls } from './calls.js';
import { toEventFilter } from './event-filter.js';
import { readAll } from './read-all.js';
import type { ReadResponse } from './read-messages.js';
import { readStream } from './read-stream.js';
import { invalidArgument, toRpcError, unknown } from './rpc-errors.js';
import { subscribeToAll, subscribeToStream } from './subscribe.js';

type ReadCall = ServerWritableStream<streams.ReadReq, ReadResponse>;
type Messages = Iterable<ReadResponse> | AsyncIterable<ReadResponse>;

const { BACKWARDS } = streams.ReadReq.Options.ReadDirection;

const { read } = services.StreamsService;

/** As generated, but for what comes serialized already. */
export const READ: MethodDefinition<streams.ReadReq, ReadResponse> = {
  ...read,
  responseSerialize: (response) =>
    response instanceof Uint8Array
      ? Buffer.from(response.buffer, response.byteOffset, response.byteLength)
      : read.responseSerialize(response),
};

/** The call that reads and subscribes, streams and `$all`. */
export function handleRead(log: TransactionLog, faults: FaultSwitchboard, calls: Calls) {
  return (call: ReadCall): void => {
    const signal = calls.begin(call);
    const answer = async () => {
      calls.admit(call);
      await send(call, messagesFor(call.request.getOptions(), log, signal), faults, signal);
    };
    answer().catch((error: unknown) => {
      if (!signal.aborted) call.emit('error', toRpcError(error));
    });
  };
}

/** @throws RpcError, now or while they are read. */
function messagesFor(
  options: streams.ReadReq.Options | undefined,
  log: TransactionLog,
  signal: AbortSignal,
): Messages {
  const stream = options?.getStream();
  const all = options?.getAll();
  if (options?.hasSubscription() === true) {
    if (stream !== undefined) return subscribeToStream(log, stream, signal);
    if (all !== undefined) return subscribeToAll(log, all, options.getFilter(), signal);
  } else if (options !== undefined) {
    const limits = { backwards: options.getReadDirection() === BACKWARDS, count: Number(options.getCount()) };
    if (limits.count === 0) throw unknown('Nothing is asked for');
    if (stream !== undefined) return readStream(log, stream, limits);
    if (all !== undefined) return readAll(log, all, limits, toEventFilter(options.getFilter()));
  }
  throw invalidArgument('Neither a stream nor $all is asked for');
}

/** As fast as the client takes them. */
async function send(
  call: ReadCall,
  messages: Messages,
  faults: FaultSwitchboard,
  signal: AbortSignal,
): Promise<void> {
  for await (const message of messages) {
    const { slowReadsMs } = faults.current;
    if (slowReadsMs !== undefined) await delay(slowReadsMs, undefined, { signal });
    if (signal.aborted) return;
    if (!call.write(message)) await once(call, 'drain', { signal });
  }
  call.end();
}
