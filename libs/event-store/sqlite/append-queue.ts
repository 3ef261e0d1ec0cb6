import type { Worker } from 'node:worker_threads';

import { AppendOutcomeUnknownError, EventStoreUnavailableError } from '@reeve/event-store';

import type { EventRow } from './event-reader.js';
import { toPortError } from './sqlite-failure.js';
import type { AppendOutcome, AppendRequest, WriterReply, WriterRequest } from './writer-protocol.js';

/** The longest delay that a timer of Node takes. Nobody waits 24 days for an append. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * The appends on their way to the writer's thread: group commit, and what each append may still hope for.
 *
 * One batch is with the writer at a time. What comes meanwhile waits here, not in the thread's mailbox, so that it is known
 * of each append whether it can have been written when its deadline is over or the thread dies.
 */
export class AppendQueue {
  readonly #worker: Worker;
  readonly #onCommit: (written: readonly EventRow[]) => void;
  readonly #exited: Promise<void>;
  #waiting = new Set<PendingAppend>();
  #sent: readonly PendingAppend[] = [];
  #flushScheduled = false;
  #onIdle: (() => void) | undefined;
  #ended: EventStoreUnavailableError | undefined;

  /**
   * @param worker a writer that has said `ready`.
   * @param onCommit called after each commit, with what it has added to the log in its order, and when the writer has ended, before
   *   those who wait are answered.
   */
  constructor(worker: Worker, onCommit: (written: readonly EventRow[]) => void) {
    this.#worker = worker;
    this.#onCommit = onCommit;
    this.#exited = new Promise((resolve) => worker.once('exit', () => resolve()));
    worker.on('message', (message: WriterReply) => this.#onReply(message));
    worker.on('error', (error) => this.#end(`The writer of the event log failed: ${String(error)}`));
    worker.on('exit', () => this.#end('The writer of the event log has ended'));
  }

  /** Why nothing can be written any more; undefined while all is well. */
  get ended(): EventStoreUnavailableError | undefined {
    return this.#ended;
  }

  /**
   * @param deadline epoch milliseconds.
   * @throws EventStoreUnavailableError when the append was never handed to the writer.
   * @throws AppendOutcomeUnknownError when it was, but no answer came.
   * @throws StorageFullError when there is no room for the batch that it went with.
   */
  push(request: AppendRequest, deadline: number): Promise<AppendOutcome> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) throw this.#ended;
      const delay = deadline - Date.now();
      if (delay <= 0) throw overdueBeforeSending(request.stream);
      const timer = setTimeout(() => this.#onDeadline(append), Math.min(delay, MAX_TIMER_MS));
      const append: PendingAppend = {
        request,
        deadline,
        resolve: (outcome) => {
          clearTimeout(timer);
          resolve(outcome);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
      this.#waiting.add(append);
      this.#scheduleFlush();
    });
  }

  /** Takes nothing more, waits until all that was taken is answered, then ends the writer. */
  async close(): Promise<void> {
    this.#ended ??= new EventStoreUnavailableError('The event store is closed');
    if (this.#waiting.size > 0 || this.#sent.length > 0) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
    }
    this.#send({ kind: 'close' });
    await this.#exited;
  }

  /** One turn later, so that all that is appended in this one goes together. */
  #scheduleFlush(): void {
    if (this.#flushScheduled || this.#sent.length > 0) return;
    this.#flushScheduled = true;
    queueMicrotask(() => {
      this.#flushScheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    const now = Date.now();
    const batch: PendingAppend[] = [];
    for (const append of this.#waiting) {
      if (append.deadline > now) batch.push(append);
      else append.reject(overdueBeforeSending(append.request.stream));
    }
    this.#waiting = new Set();
    this.#sent = batch;
    if (batch.length > 0) this.#send({ kind: 'commit', appends: batch.map(({ request }) => request) });
    else this.#onIdle?.();
  }

  #onReply(message: WriterReply): void {
    if (message.kind === 'ready') return;
    const answered = this.#sent;
    this.#sent = [];
    if (message.kind === 'committed') {
      this.#onCommit(answered.flatMap(({ request }, index) => rowsOf(request, message, index)));
      message.outcomes.forEach((outcome, index) => answered[index]?.resolve(outcome));
    } else {
      for (const append of answered) append.reject(toPortError(message.failure));
    }
    if (this.#waiting.size > 0) this.#scheduleFlush();
    else this.#onIdle?.();
  }

  #onDeadline(append: PendingAppend): void {
    const { stream } = append.request;
    if (this.#waiting.delete(append)) append.reject(overdueBeforeSending(stream));
    else append.reject(new AppendOutcomeUnknownError(`The append to ${stream} was not answered in time`));
  }

  #end(reason: string): void {
    this.#ended ??= new EventStoreUnavailableError(reason);
    const sent = this.#sent;
    const waiting = this.#waiting;
    this.#sent = [];
    this.#waiting = new Set();
    this.#onCommit([]);
    for (const append of sent) append.reject(new AppendOutcomeUnknownError(reason));
    for (const append of waiting) append.reject(new EventStoreUnavailableError(reason));
    this.#onIdle?.();
  }

  #send(request: WriterRequest): void {
    this.#worker.postMessage(request);
  }
}

interface PendingAppend {
  readonly request: AppendRequest;
  readonly deadline: number;
  resolve(outcome: AppendOutcome): void;
  reject(error: Error): void;
}

/** What the append of this number has added, as the file has it. */
function rowsOf(
  { stream, events }: AppendRequest,
  { outcomes, recordedAt }: Extract<WriterReply, { kind: 'committed' }>,
  number: number,
): EventRow[] {
  const outcome = outcomes[number];
  if (outcome?.kind !== 'recorded' || outcome.repeated) return [];
  const { sequence, revision } = outcome;
  return events.map(({ id, type, data, metadata }, index): EventRow => {
    const fromLast = events.length - 1 - index;
    return [sequence - fromLast, stream, revision - fromLast, id, type, recordedAt, metadata, data];
  });
}

function overdueBeforeSending(stream: string): EventStoreUnavailableError {
  return new EventStoreUnavailableError(
    `The deadline of the append to ${stream} was over before it was sent`,
  );
}
