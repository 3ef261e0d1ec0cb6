import type { EventEmitter } from 'node:events';
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';

import type {
  AppendOptions,
  AppendResult,
  EventStore,
  EventToAppend,
  ExpectedRevision,
  Position,
  ReadAllOptions,
  ReadStreamOptions,
  RecordedEvent,
  SubscribeOptions,
  SubscriptionMessage,
} from '@reeve/event-store';
import { LogShorterThanCheckpointError, serializeAppend, VersionConflictError } from '@reeve/event-store';

import type { AppendQueue } from './append-queue.js';
import type { EventReader, EventRow, StreamPage } from './event-reader.js';
import { toRecordedEvent } from './event-reader.js';
import { toPosition, toSequence } from './position.js';
import type { ProcessLock } from './process-lock.js';
import { RecentLog } from './recent-log.js';
import { RecentStreams } from './recent-streams.js';
import { failureOf, toPortError } from './sqlite-failure.js';

/** `commit`: this was added to the log, in its order; nothing, if the writer has ended. */
export interface CommitEvents {
  commit: [written: readonly EventRow[]];
}

/** Reads in the caller's thread, a page at a time with a turn of the event loop between; writes in the writer's. */
export class SqliteEventStore implements EventStore {
  readonly #reader: EventReader;
  readonly #queue: AppendQueue;
  readonly #commits: EventEmitter<CommitEvents>;
  readonly #lock: ProcessLock;
  readonly #recent: RecentLog;
  readonly #recentStreams = new RecentStreams();
  /** The last event's number, once somebody has asked or something was added. */
  #head: number | undefined;
  #closed: Promise<void> | undefined;

  constructor(
    reader: EventReader,
    queue: AppendQueue,
    commits: EventEmitter<CommitEvents>,
    lock: ProcessLock,
  ) {
    this.#reader = reader;
    this.#recent = new RecentLog(reader);
    this.#queue = queue;
    this.#commits = commits;
    this.#lock = lock;
    // Before those who wait for a commit hear of it: nobody but this process writes.
    commits.prependListener('commit', (written) => {
      this.#head = written.at(-1)?.[0] ?? this.#head;
      this.#recent.add(written);
      this.#recentStreams.add(written);
    });
  }

  async append(
    stream: string,
    events: readonly EventToAppend[],
    expected: ExpectedRevision,
    { deadline }: AppendOptions,
  ): Promise<AppendResult> {
    const serialized = serializeAppend(stream, events, expected);
    const outcome = await this.#queue.push({ stream, expected, events: serialized }, deadline);
    if (outcome.kind === 'conflict') throw new VersionConflictError(stream, expected, outcome.actual);
    return { revision: outcome.revision, position: toPosition(outcome.sequence) };
  }

  async *readStream(
    stream: string,
    { from, direction = 'forwards', limit = Infinity }: ReadStreamOptions = {},
  ): AsyncIterable<RecordedEvent> {
    const forwards = direction === 'forwards';
    let next = from ?? (forwards ? 0 : Number.MAX_SAFE_INTEGER);
    let remaining = limit;
    while (remaining > 0) {
      const { rows, last } = this.#read((reader) =>
        forwards
          ? this.#streamForwards(reader, stream, next, remaining)
          : reader.streamBackwards(stream, next, remaining),
      );
      yield* rows.map(toRecordedEvent);
      const end = rows.at(-1);
      if (last || end === undefined) return;
      remaining -= rows.length;
      next = forwards ? end[2] + 1 : end[2] - 1;
      if (remaining > 0) await nextTurn();
    }
  }

  knownEnd(stream: string): string | null | undefined {
    // A writer that has ended is for reading to tell of.
    return this.#queue.ended === undefined ? this.#recentStreams.endOf(stream) : undefined;
  }

  async *readAll({ after, filter, limit = Infinity }: ReadAllOptions = {}): AsyncIterable<RecordedEvent> {
    const head = this.#read((reader) => reader.head());
    let scanned = after === undefined ? 0 : sequenceWithin(head, after);
    let remaining = limit;
    while (remaining > 0 && scanned < head) {
      const page = this.#read((reader) => reader.log(scanned, head, filter, remaining));
      yield* page.events;
      scanned = page.scanned;
      remaining -= page.events.length;
      if (remaining > 0 && scanned < head) await nextTurn();
    }
  }

  async *subscribe({
    after,
    filter,
    signal,
    batchSize = 500,
  }: SubscribeOptions): AsyncIterable<SubscriptionMessage> {
    let head = this.#knownHead();
    let scanned = after === 'start' ? 0 : after === 'end' ? head : sequenceWithin(head, after);
    let told = scanned;
    let caughtUp = false;
    while (!signal.aborted) {
      head = this.#knownHead();
      if (scanned < head) {
        const page = this.#read(() => this.#recent.log(scanned, head, filter, batchSize));
        const last = page.events.at(-1);
        scanned = page.scanned;
        if (last !== undefined || scanned < head) caughtUp = false;
        if (last !== undefined) {
          told = toSequence(last.position) ?? scanned;
          yield { kind: 'events', events: page.events };
        } else {
          told = scanned;
          yield { kind: 'checkpoint', position: toPosition(scanned) };
        }
        await nextTurn();
      } else if (told < scanned) {
        told = scanned;
        yield { kind: 'checkpoint', position: toPosition(scanned) };
      } else if (!caughtUp) {
        caughtUp = true;
        yield { kind: 'caught-up' };
      } else {
        // Only an abort rejects, and that ends the loop.
        await once(this.#commits, 'commit', { signal }).catch(() => undefined);
      }
    }
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- so that errors are rejections, as from any other store.
  async head(): Promise<Position | undefined> {
    const head = this.#read((reader) => reader.head());
    return head === 0 ? undefined : toPosition(head);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const drained = this.#queue.close();
    this.#commits.emit('commit', []);
    this.#reader.close();
    await drained;
    this.#lock.release();
  }

  #streamForwards(reader: EventReader, stream: string, from: number, limit: number): StreamPage {
    const recent = this.#recentStreams.from(stream, from);
    if (recent !== undefined) return { rows: recent, last: true };
    const page = reader.streamForwards(stream, from, limit);
    const end = page.rows.at(-1);
    // Where it has nothing from here on, it may have something before.
    if (page.last && (end !== undefined || from === 0)) this.#recentStreams.endsWith(stream, end ?? null);
    return page;
  }

  #knownHead(): number {
    return this.#read((reader) => (this.#head ??= reader.head()));
  }

  /** Nothing is read beside a writer that has ended: a reader must not take a store that is lost for one at rest. */
  #read<T>(read: (reader: EventReader) => T): T {
    if (this.#queue.ended !== undefined) throw this.#queue.ended;
    try {
      return read(this.#reader);
    } catch (error) {
      throw toPortError(failureOf(error));
    }
  }
}

function sequenceWithin(head: number, checkpoint: Position): number {
  const sequence = toSequence(checkpoint);
  if (sequence === undefined || sequence > head) {
    throw new LogShorterThanCheckpointError(checkpoint, head === 0 ? undefined : toPosition(head));
  }
  return sequence;
}
