import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { DataKeysChangedError, DataKeyStoreRefusedError, DataKeyStoreUnavailableError } from '@reeve/sealing';
import type { DataKeyStore, WrappedKey } from '@reeve/sealing';
import { recordFrom, toKeptKey, toWrappedKey } from './key-record.js';
import type { KeyRecord } from './key-record.js';
import type { KeyStream, StreamMessage } from './key-stream.js';
import {
  EVERY_RECORD,
  FIRST_GENERATION,
  GENERATION,
  generationOf,
  ownerAt,
  recordAt,
  recordsInEveryGeneration,
  recordsOf,
} from './stream-layout.js';

/** How long a change is waited for: while others come first, and when it is not known whether it was made. */
const PATIENCE_MS = 5_000;
/** Up to so long is paused before the next attempt. */
const PAUSE_MS = 50;
/** Records on their way to the server at a time, while all are rewrapped. */
const WINDOW = 64;
/** Keys on their way at a time. A batch of an import has a hundred. */
const ADDED_AT_ONCE = 128;

/** A key that somebody waits for to be added. */
interface Addition {
  readonly key: WrappedKey;
  readonly only: 'if-first' | 'always';
  readonly resolve: (outcome: WrappedKey | 'erased') => void;
  readonly reject: (error: unknown) => void;
}

/** A message of many that go off together. */
interface Step {
  readonly at: string;
  readonly value: unknown;
  /** Sequence of the last message there; absent: whichever. */
  readonly after?: number;
  readonly appended: () => void;
}

/**
 * Every change is an append that holds only if nothing else was appended since the state was read on which it was decided, over the
 * whole stream. So changes of all processes happen one after the other, and none is made to a generation that is no longer in force.
 * One that was not acknowledged is decided anew, and finds itself already made.
 */
export class JetStreamDataKeyStore implements DataKeyStore {
  private closed = false;
  /** Changes of this process take turns: else they would only overtake one another. */
  private lastChange: Promise<unknown> = Promise.resolve();

  private waiting: Addition[] = [];

  constructor(private readonly stream: KeyStream) {}

  get(id: string): Promise<WrappedKey | 'erased' | undefined> {
    return this.whileOpen(async () => {
      const [owner, generation] = await Promise.all([this.stream.last(ownerAt(id)), this.generation()]);
      if (owner === undefined) return undefined;
      const record = await this.record(generation, textIn(owner));
      if (record === undefined) return undefined;
      if ('erased' in record) return record.erased.includes(id) ? 'erased' : undefined;
      const key = record.keys.find((kept) => kept.id === id);
      return key && toWrappedKey(record.subject, key);
    });
  }

  current(subject: string): Promise<WrappedKey | 'erased' | undefined> {
    return this.whileOpen(async () => {
      const record = await this.record(await this.generation(), subject);
      if (record === undefined) return undefined;
      if ('erased' in record) return 'erased';
      const key = record.keys.at(-1);
      return key && toWrappedKey(subject, key);
    });
  }

  /** What is asked for before its turn comes is added together: what takes the time is the way to the server's disk and back. */
  add(key: WrappedKey, only: 'if-first' | 'always'): Promise<WrappedKey | 'erased'> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ key, only, resolve, reject });
      if (this.waiting.length === 1) void this.addWaiting();
    });
  }

  /** Erases what is superseded only after the subject is known to be erased: until then it may be needed. */
  async destroy(subject: string): Promise<void> {
    await this.change(async (sequence) => {
      const generation = await this.generation();
      const record = (await this.record(generation, subject)) ?? { subject, keys: [] };
      if ('erased' in record) return 'done';
      const erased = record.keys.map(({ id }) => id);
      const outcome = await this.stream.append(recordAt(generation, subject), { subject, erased }, sequence);
      return outcome === 'appended' ? 'done' : undefined;
    });
    for await (const message of this.stream.each(recordsInEveryGeneration(subject))) {
      if ('keys' in recordFrom(message)) await this.stream.erase(message.sequence);
    }
  }

  all(): Promise<readonly WrappedKey[]> {
    return this.whileOpen(async () => {
      const { records } = await this.snapshot();
      return records
        .filter((record) => 'keys' in record)
        .flatMap(({ subject, keys }) => keys.map((key) => ({ subject, key })))
        .sort((one, other) => one.key.order - other.key.order)
        .map(({ subject, key }) => toWrappedKey(subject, key));
    });
  }

  /** Writes a whole new generation, then puts it in force by one message, then erases the last one. */
  rewrap(keys: readonly WrappedKey[]): Promise<void> {
    return this.alone(async () => {
      await this.eraseOtherGenerations();
      try {
        const { sequence, records } = await this.snapshot();
        const generation = randomBytes(9).toString('base64url');
        const written = await this.write(generation, rewrapped(records, keys), sequence);
        await this.putInForce(generation, written);
      } finally {
        // Of whichever is not in force. What cannot be erased now, the next rewrapping or erasure does.
        await this.eraseOtherGenerations().catch(() => undefined);
      }
    });
  }

  isEmpty(): Promise<boolean> {
    return this.whileOpen(async () => {
      for await (const message of this.stream.each(EVERY_RECORD)) {
        const record = recordFrom(message);
        if (('keys' in record ? record.keys : record.erased).length > 0) return false;
      }
      return true;
    });
  }

  /** The connection is its owner's to close. */
  async close(): Promise<void> {
    this.closed = true;
    await this.lastChange;
  }

  private async addWaiting(): Promise<void> {
    let adding = new Set<Addition>();
    const takeAll = () => {
      adding = new Set([...adding, ...this.waiting]);
      this.waiting = [];
    };
    try {
      await this.alone(async () => {
        takeAll();
        const owned = new Set<string>();
        while (adding.size > 0) await this.untilDecided((sequence) => this.addSome(adding, owned, sequence));
      });
    } catch (error) {
      takeAll();
      for (const { reject } of adding) reject(error);
    }
  }

  /**
   * Takes from `adding` whatever is decided. Appends go off together, each upon the one before: what comes after one that was overtaken
   * may be appended all the same, where a message of another process has the place of that one. It changes no subject that was changed
   * meanwhile, and counts for nothing until it is decided anew. So owners are all there before the first record goes off: a key that is in
   * a record is found by its id.
   *
   * @param owned ids of keys that are known to have an owner.
   */
  private async addSome(
    adding: Set<Addition>,
    owned: Set<string>,
    sequence: number,
  ): Promise<'some' | undefined> {
    const generation = await this.generation();
    const some = firstOfEachSubject(adding).slice(0, ADDED_AT_ONCE);
    const messages = await Promise.all(
      some.map(({ key }) => this.stream.last(recordAt(generation, key.subject))),
    );
    const before = { adding: adding.size, owned: owned.size };
    const settle = (addition: Addition, outcome: WrappedKey | 'erased') => {
      adding.delete(addition);
      addition.resolve(outcome);
    };
    const owners: Step[] = [];
    const records: ((after: number) => Step)[] = [];
    for (const [nth, addition] of some.entries()) {
      const { key } = addition;
      const { id, subject } = key;
      const message = messages[nth];
      const record = message === undefined ? { subject, keys: [] } : recordFrom(message);
      const found = outcomeOn(record, addition);
      if (found !== undefined || 'erased' in record) {
        settle(addition, found ?? 'erased');
        continue;
      }
      if (!owned.has(id)) owners.push({ at: ownerAt(id), value: subject, appended: () => owned.add(id) });
      records.push((after) => ({
        at: recordAt(generation, subject),
        value: { subject, keys: [...record.keys, toKeptKey(key, after + 1)] },
        after: message?.sequence ?? 0,
        appended: () => settle(addition, key),
      }));
    }
    const isWhole = await this.appendAll(owners, sequence);
    const last = sequence + owners.length;
    if (isWhole)
      await this.appendAll(
        records.map((step, nth) => step(last + nth)),
        last,
      );
    return adding.size < before.adding || owned.size > before.owned ? 'some' : undefined;
  }

  /**
   * @returns whether all of them are there; false: one was overtaken, those before it are there.
   * @throws what one was not appended for, when it is the first.
   */
  private async appendAll(steps: readonly Step[], sequence: number): Promise<boolean> {
    const outcomes = await Promise.allSettled(
      steps.map(({ at, value, after }, nth) => this.stream.append(at, value, sequence + nth, after)),
    );
    const isAppended = (outcome: PromiseSettledResult<string>) =>
      outcome.status === 'fulfilled' && outcome.value === 'appended';
    const failed = outcomes.findIndex((outcome) => !isAppended(outcome));
    for (const { appended } of failed === -1 ? steps : steps.slice(0, failed)) appended();
    const first = outcomes[0];
    if (failed === 0 && first?.status === 'rejected') throw first.reason;
    return failed === -1;
  }

  private async generation(): Promise<string> {
    const pointer = await this.stream.last(GENERATION);
    return pointer === undefined ? FIRST_GENERATION : textIn(pointer);
  }

  private async record(generation: string, subject: string): Promise<KeyRecord | undefined> {
    const message = await this.stream.last(recordAt(generation, subject));
    return message && recordFrom(message);
  }

  /** The records in force, as they were together at one moment: after the message `sequence`. */
  private async snapshot(): Promise<{ readonly sequence: number; readonly records: readonly KeyRecord[] }> {
    for (;;) {
      const sequence = await this.stream.lastSequence();
      const records = new Map<string, KeyRecord>();
      for await (const message of this.stream.each(recordsOf(await this.generation()))) {
        records.set(message.subject, recordFrom(message));
      }
      if ((await this.stream.lastSequence()) === sequence)
        return { sequence, records: [...records.values()] };
    }
  }

  /** @returns the sequence of the last message written. */
  private async write(generation: string, records: readonly KeyRecord[], after: number): Promise<number> {
    for (let first = 0; first < records.length; first += WINDOW) {
      const outcomes = await Promise.all(
        records
          .slice(first, first + WINDOW)
          .map((record, i) =>
            this.stream.append(recordAt(generation, record.subject), record, after + first + i),
          ),
      );
      if (outcomes.includes('overtaken')) throw changedMeanwhile();
    }
    return after + records.length;
  }

  private async putInForce(generation: string, after: number): Promise<void> {
    await this.untilDecided(async (sequence) => {
      if ((await this.generation()) === generation) return 'done';
      if (sequence !== after) throw changedMeanwhile();
      return (await this.stream.append(GENERATION, generation, after)) === 'appended' ? 'done' : undefined;
    });
  }

  private async eraseOtherGenerations(): Promise<void> {
    const inForce = await this.generation();
    for await (const { subject, sequence } of this.stream.each(EVERY_RECORD)) {
      if (generationOf(subject) !== inForce) await this.stream.erase(sequence);
    }
  }

  private change<Result>(decide: Decision<Result>): Promise<Result> {
    const giveUpAt = performance.now() + PATIENCE_MS;
    return this.alone(() => this.untilDecided(decide, giveUpAt));
  }

  /** Decides anew while others are faster, and when it is not known whether the change was made. */
  private async untilDecided<Result>(
    decide: Decision<Result>,
    giveUpAt = performance.now() + PATIENCE_MS,
  ): Promise<Result> {
    let failure = new DataKeyStoreUnavailableError('The key store has too many changes to make');
    while (performance.now() < giveUpAt) {
      try {
        const result = await decide(await this.stream.lastSequence());
        if (result !== undefined) return result;
      } catch (error) {
        if (!(error instanceof DataKeyStoreUnavailableError)) throw error;
        failure = error;
      }
      await delay(Math.random() * PAUSE_MS);
    }
    throw failure;
  }

  private alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.whileOpen(() => this.lastChange.then(work));
    this.lastChange = result.catch(() => undefined);
    return result;
  }

  private async whileOpen<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.closed) throw new DataKeyStoreUnavailableError('The key store is closed');
    return await work();
  }
}

/**
 * @param sequence of the last message when it begins to read.
 * @returns undefined when it was overtaken.
 */
type Decision<Result> = (sequence: number) => Promise<Result | undefined>;

/** A second one of the same subject is decided upon the first. */
function firstOfEachSubject(adding: ReadonlySet<Addition>): readonly Addition[] {
  const bySubject = new Map<string, Addition>();
  for (const addition of adding) {
    const { subject } = addition.key;
    if (!bySubject.has(subject)) bySubject.set(subject, addition);
  }
  return [...bySubject.values()];
}

/** What has become of an addition already; undefined when its key is to be appended. */
function outcomeOn(record: KeyRecord, { key, only }: Addition): WrappedKey | 'erased' | undefined {
  if ('erased' in record) return 'erased';
  const present =
    record.keys.find(({ id }) => id === key.id) ?? (only === 'if-first' ? record.keys.at(-1) : undefined);
  return present && toWrappedKey(record.subject, present);
}

/** @throws DataKeysChangedError when these are not exactly the living keys of the records. */
function rewrapped(records: readonly KeyRecord[], keys: readonly WrappedKey[]): readonly KeyRecord[] {
  const byId = new Map(keys.map((key) => [key.id, key]));
  let living = 0;
  const next = records.map((record) => {
    if ('erased' in record) return record;
    living += record.keys.length;
    return {
      ...record,
      keys: record.keys.map((kept) => toKeptKey(byId.get(kept.id) ?? missing(), kept.order)),
    };
  });
  if (living !== keys.length || living !== byId.size) throw changedMeanwhile();
  return next;
}

function missing(): never {
  throw changedMeanwhile();
}

function changedMeanwhile(): DataKeysChangedError {
  return new DataKeysChangedError('Keys were added or destroyed while all were rewrapped');
}

function textIn({ value, sequence }: StreamMessage): string {
  if (typeof value === 'string') return value;
  throw new DataKeyStoreRefusedError(
    `Message ${sequence} of the key store is no text: restore it from a backup`,
  );
}
