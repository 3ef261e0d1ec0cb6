import { setTimeout as delay } from 'node:timers/promises';

import shared from '@eventstore/db-client/generated/shared_pb.js';
import statuses from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerDuplexStream } from '@grpc/grpc-js';

import type { FaultSwitchboard } from '../fault-switchboard.js';
import type { ProposedEvent } from '../log/log-record.js';
import type { Appender } from './appender.js';
import type { BatchAnswer } from './batch-answers.js';
import {
  accessDenied,
  answerOf,
  badRequest,
  maximumAppendSizeExceeded,
  notReady,
  timeout,
} from './batch-answers.js';
import type { Calls } from './calls.js';
import { COMMIT_TIMEOUT_MS } from './limits.js';
import { isTooLarge, toExpectedRevision, toProposal } from './proposals.js';
import { streamNameOf } from './stream-name.js';

type BatchCall = ServerDuplexStream<streams.BatchAppendReq, streams.BatchAppendResp>;

/** Milliseconds after which a node that is no longer leader gives an append up, unless its deadline comes before. */
const NOT_LEADER_TIMEOUT_MS = 5_000;

/** One append of the stream, which may come in several messages. */
interface PendingBatch {
  readonly correlation: shared.UUID;
  readonly options: streams.BatchAppendReq.Options;
  readonly events: ProposedEvent[];
}

/** The call by which the client appends: one stream for all appends, answered as each of them is done. */
export function handleBatchAppend(appender: Appender, faults: FaultSwitchboard, calls: Calls) {
  return (call: BatchCall): void => {
    const refusal = calls.batchRefusal(call);
    if (refusal !== undefined) {
      call.emit('error', refusal);
      return;
    }
    const signal = calls.begin(call);
    const batches = new Map<string, PendingBatch>();
    call.on('data', (message: streams.BatchAppendReq) => {
      const correlation = message.getCorrelationId() ?? new shared.UUID();
      const key = correlation.getString();
      const options = message.getOptions();
      const batch = batches.get(key) ?? (options && { correlation, options, events: [] });
      if (batch === undefined) return;
      batch.events.push(...message.getProposedMessagesList().map(toProposal));
      batches.set(key, batch);
      if (!message.getIsFinal()) return;
      batches.delete(key);
      void answerBatch(batch, (answer, to = correlation) => {
        if (!signal.aborted) call.write(toResponse(answer, batch, to));
      });
    });
    call.on('end', () => call.end());

    async function answerBatch(
      { options, events }: PendingBatch,
      respond: (answer: BatchAnswer, correlation?: shared.UUID) => void,
    ): Promise<void> {
      const stream = streamNameOf(options);
      const { starting, notLeader } = faults.current;
      if (starting === true) return respond(notReady());
      if (calls.accessOf(call) !== 'granted') return respond(accessDenied());
      if (isTooLarge(events)) return respond(maximumAppendSizeExceeded());
      if (stream === '') return respond(badRequest('eventStreamId'));
      if (events.some(({ type }) => type === '')) {
        respond(badRequest("Empty eventType provided. (Parameter 'eventType')"));
        // The server forgets whose append that was, but not that it was not written in time.
        await delay(COMMIT_TIMEOUT_MS);
        return respond(timeout(), nobody());
      }
      const now = Date.now();
      const deadline = deadlineOf(options) ?? now + COMMIT_TIMEOUT_MS;
      if (deadline <= now) return respond(timeout());
      if (notLeader !== undefined) {
        await delay(Math.min(deadline - now, NOT_LEADER_TIMEOUT_MS));
        return respond(timeout());
      }
      let inTime = true;
      const timer = setTimeout(() => {
        inTime = false;
        respond(timeout());
      }, deadline - now);
      const expected = toExpectedRevision(options, options.getStreamPosition());
      const outcome = await appender.append({ stream, expected, events, deadline, peer: call.getPeer() });
      clearTimeout(timer);
      if (outcome !== undefined && inTime) respond(answerOf(outcome, stream, expected));
    }
  };
}

function deadlineOf(options: streams.BatchAppendReq.Options): number | undefined {
  return options.getDeadline()?.toDate().getTime();
}

function nobody(): shared.UUID {
  const none = new shared.UUID.Structured().setMostSignificantBits('0').setLeastSignificantBits('0');
  return new shared.UUID().setStructured(none);
}

function toResponse(
  answer: BatchAnswer,
  { options }: PendingBatch,
  correlation: shared.UUID,
): streams.BatchAppendResp {
  const response = new streams.BatchAppendResp()
    .setCorrelationId(correlation)
    .setStreamIdentifier(options.getStreamIdentifier());
  return answer instanceof statuses.Status ? response.setError(answer) : response.setSuccess(answer);
}
