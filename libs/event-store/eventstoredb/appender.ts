import { setTimeout as delay } from 'node:timers/promises';

import type { JSONEventData, AppendResult as ServerResult } from '@eventstore/db-client';
import type { AppendResult } from '@reeve/event-store';
import {
  AppendOutcomeUnknownError,
  EventStoreRefusedError,
  EventStoreUnavailableError,
  VersionConflictError,
} from '@reeve/event-store';

import type { Connection } from './connection.js';
import { classify, isFromBeforeSending } from './failure.js';
import type { Failure } from './failure.js';
import { toPosition } from './position.js';
import type { StoreClient } from './store-client.js';

/** An append is answered in milliseconds, or by nobody: one that was sent to a former leader never is. */
const ATTEMPT_MS = 2_000;
/** With less time than this an append is not repeated: to be cut off would leave it unknown what was certainly not written. */
const WORTHWHILE_MS = 100;
/** A connection by which nothing is answered for longer is given up; less than an attempt, whose caller may be impatient. */
const DEAF_MS = 1_500;
/** Pauses between attempts that fail at once: 20 ms, doubled up to 500 ms. */
const RETRY_FIRST_MS = 20;
const RETRY_MOST_MS = 500;

type Answer = { readonly kind: 'appended'; readonly result: AppendResult } | Failure;

/** Appends at an exact revision, and repeats that, same ids and same revision, until it is answered or nobody waits. */
export class Appender {
  readonly #connection: Connection;
  readonly #closing: AbortSignal;
  readonly #onRepeated: (reason: string) => void;
  /** Since when appends have been sent and none was answered: milliseconds of `performance.now`. */
  #silentSince: number | undefined;

  /**
   * @param closing once it is aborted, what is under way is answered, but not repeated.
   * @param onRepeated told each time that an append has to be repeated, and why.
   */
  constructor(connection: Connection, closing: AbortSignal, onRepeated: (reason: string) => void) {
    this.#connection = connection;
    this.#closing = closing;
    this.#onRepeated = onRepeated;
  }

  /**
   * @param expected the revision of the stream's last event, or that it has none.
   * @param deadline epoch milliseconds.
   * @throws as the port's `append`.
   */
  async append(
    stream: string,
    events: readonly JSONEventData[],
    expected: 'new' | number,
    deadline: number,
  ): Promise<AppendResult> {
    let mayBeWritten = false;
    let reason = 'its deadline was over before it was sent';
    for (let pause = RETRY_FIRST_MS; ; pause = Math.min(pause * 2, RETRY_MOST_MS)) {
      const left = deadline - Date.now();
      if (left <= 0) throw notAnswered(stream, reason, mayBeWritten);
      const answer = await this.#attempt(stream, events, expected, Math.min(left, ATTEMPT_MS));
      if (answer.kind === 'appended') return answer.result;
      if (answer.kind === 'conflict') throw new VersionConflictError(stream, expected, answer.actual);
      reason = answer.message;
      if (answer.kind === 'refused') {
        throw mayBeWritten ? notAnswered(stream, reason, true) : new EventStoreRefusedError(reason);
      }
      mayBeWritten ||= answer.kind !== 'not-sent';
      if (this.#closing.aborted) throw notAnswered(stream, reason, mayBeWritten);
      if (deadline - Date.now() < pause + WORTHWHILE_MS) throw notAnswered(stream, reason, mayBeWritten);
      this.#onRepeated(reason);
      await delay(pause);
    }
  }

  /** Sends once, and waits for the answer no longer than that. */
  async #attempt(
    stream: string,
    events: readonly JSONEventData[],
    expected: 'new' | number,
    patienceMs: number,
  ): Promise<Answer> {
    const client = await this.#connection.current;
    this.#silentSince ??= performance.now();
    const answer = await orSilence(this.#send(client, stream, events, expected), patienceMs);
    if (answer === SILENCE && this.#isDeaf()) await this.#replace(client);
    return answer;
  }

  async #send(
    client: StoreClient,
    stream: string,
    events: readonly JSONEventData[],
    expected: 'new' | number,
  ): Promise<Answer> {
    const expectedRevision = expected === 'new' ? 'no_stream' : BigInt(expected);
    try {
      const answer = await client.appendToStream(stream, [...events], {
        expectedRevision,
        requiresLeader: true,
      });
      this.#silentSince = undefined;
      return appended(answer);
    } catch (error) {
      const failure = classify(error);
      if (failure.kind === 'conflict') this.#silentSince = undefined;
      // Who leads a cluster may have changed; and an answer from before sending, the client would give again for ever.
      if (failure.kind === 'interrupted' || isFromBeforeSending(error)) await this.#replace(client);
      return failure;
    }
  }

  /** Where others are answered meanwhile, an append is only slow. */
  #isDeaf(): boolean {
    return this.#silentSince !== undefined && performance.now() - this.#silentSince > DEAF_MS;
  }

  async #replace(client: StoreClient): Promise<void> {
    this.#silentSince = undefined;
    await this.#connection.replace(client);
  }
}

const SILENCE: Failure = { kind: 'interrupted', message: 'no answer came' };

function orSilence(answer: Promise<Answer>, patienceMs: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(SILENCE), patienceMs);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function appended({ nextExpectedRevision, position }: ServerResult): Answer {
  if (position === undefined) return { kind: 'refused', message: 'EventStoreDB tells no positions' };
  return {
    kind: 'appended',
    result: { revision: Number(nextExpectedRevision), position: toPosition(position.commit) },
  };
}

function notAnswered(stream: string, reason: string, mayBeWritten: boolean): Error {
  const message = `The append to ${stream} was not answered in time: ${reason}`;
  return mayBeWritten ? new AppendOutcomeUnknownError(message) : new EventStoreUnavailableError(message);
}
