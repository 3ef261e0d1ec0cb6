import shared from '@eventstore/db-client/generated/shared_pb.js';
import statuses from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerDuplexStream } from '@grpc/grpc-js';

import type { BatchAnswer } from './batch-answers.js';
import type { BatchAppender } from './batch-appender.js';
import type { Calls } from './calls.js';
import type { PendingBatch } from './pending-batch.js';
import { BatchAssembly } from './pending-batch.js';
import { toRpcError } from './rpc-errors.js';

type BatchCall = ServerDuplexStream<streams.BatchAppendReq, streams.BatchAppendResp>;

/** The call by which the client appends: one stream for all appends, each answered when it is done. */
export function handleBatchAppend(appender: BatchAppender, calls: Calls) {
  return (call: BatchCall): void => {
    const signal = calls.begin(call);
    const fail = (error: unknown) => {
      if (!signal.aborted) call.emit('error', toRpcError(error));
    };
    try {
      calls.admitBatches(call);
    } catch (error) {
      fail(error);
      return;
    }
    const caller = { access: calls.accessOf(call), peer: call.getPeer() };
    const assembly = new BatchAssembly();
    const underWay = new Set<Promise<void>>();

    async function answer(batch: PendingBatch): Promise<void> {
      for await (const content of appender.answersTo(batch, caller)) {
        if (!signal.aborted) call.write(toResponse(content, batch));
      }
    }

    call.on('data', (message: streams.BatchAppendReq) => {
      const batch = assembly.add(message);
      if (batch === undefined) return;
      const answered = answer(batch).catch(fail);
      underWay.add(answered);
      void answered.then(() => underWay.delete(answered));
    });
    call.on('end', () => void Promise.all(underWay).then(() => call.end()));
  };
}

function toResponse(
  { content, toNobody }: BatchAnswer,
  { correlation, options }: PendingBatch,
): streams.BatchAppendResp {
  const response = new streams.BatchAppendResp()
    .setCorrelationId(toNobody ? nobody() : correlation)
    .setStreamIdentifier(options.getStreamIdentifier());
  return content instanceof statuses.Status ? response.setError(content) : response.setSuccess(content);
}

/** The id of no append, in the form that the server itself prefers. */
function nobody(): shared.UUID {
  const none = new shared.UUID.Structured().setMostSignificantBits('0').setLeastSignificantBits('0');
  return new shared.UUID().setStructured(none);
}
