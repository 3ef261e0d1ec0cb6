import { setTimeout as delay } from 'node:timers/promises';

import type { FaultSwitchboard } from '../fault-switchboard.js';
import type { WriteOutcome } from '../log/transaction-log.js';
import type { Access } from './access.js';
import type { Append, Appender } from './appender.js';
import type { BatchAnswer } from './batch-answers.js';
import {
  accessDenied,
  badRequest,
  maximumAppendSizeExceeded,
  notReady,
  outcomeAnswer,
  timeout,
} from './batch-answers.js';
import { COMMIT_TIMEOUT_MS } from './limits.js';
import type { PendingBatch } from './pending-batch.js';
import { isTooLarge, toExpectedRevision } from './proposals.js';
import { streamNameOf } from './stream-name.js';

/** Milliseconds after which a node that is no longer leader gives an append up, unless its deadline comes before. */
const NOT_LEADER_TIMEOUT_MS = 5_000;

/** The longest delay that a timer of Node takes; the client asks for up to a year. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Who sends a batch stream. */
export interface Caller {
  readonly access: Access;
  /** `address:port` */
  readonly peer: string;
}

/** Carries out the appends of batch streams and says what the server says to each. */
export class BatchAppender {
  constructor(
    private readonly appender: Appender,
    private readonly faults: FaultSwitchboard,
  ) {}

  /** One answer; none where an answer is to be lost; two where the server, too, gives two. */
  async *answersTo(batch: PendingBatch, { access, peer }: Caller): AsyncGenerator<BatchAnswer> {
    const { options, events } = batch;
    const refusal = this.#refusal(batch, access);
    if (refusal !== undefined) {
      yield refusal;
    } else if (events.some(({ type }) => type === '')) {
      yield badRequest("Empty eventType provided. (Parameter 'eventType')");
      // The server forgets whose append that was, and still finds that it was not written in time.
      await delay(COMMIT_TIMEOUT_MS);
      yield { ...timeout(), toNobody: true };
    } else {
      const deadline = options.getDeadline()?.toDate().getTime() ?? Date.now() + COMMIT_TIMEOUT_MS;
      const expected = toExpectedRevision(options, options.getStreamPosition());
      yield* this.#append({ stream: streamNameOf(options), expected, events, deadline, peer });
    }
  }

  #refusal({ options, events }: PendingBatch, access: Access): BatchAnswer | undefined {
    if (this.faults.current.starting === true) return notReady();
    if (access !== 'granted') return accessDenied();
    if (isTooLarge(events)) return maximumAppendSizeExceeded();
    return streamNameOf(options) === '' ? badRequest('eventStreamId') : undefined;
  }

  async *#append(append: Append): AsyncGenerator<BatchAnswer> {
    const patience = Math.min(append.deadline - Date.now(), MAX_TIMER_MS);
    if (patience <= 0) {
      yield timeout();
    } else if (this.faults.current.notLeader !== undefined) {
      await delay(Math.min(patience, NOT_LEADER_TIMEOUT_MS));
      yield timeout();
    } else {
      const outcome = await within(patience, this.appender.append(append));
      if (outcome === 'late') yield timeout();
      else if (outcome !== undefined) yield outcomeAnswer(outcome, append);
    }
  }
}

async function within(
  patienceMs: number,
  outcome: Promise<WriteOutcome | undefined>,
): Promise<WriteOutcome | 'late' | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), patienceMs);
  });
  try {
    return await Promise.race([outcome, late]);
  } finally {
    clearTimeout(timer);
  }
}
