import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';

import type { AppendDecision, ExpectedRevision } from './decide-append.js';
import { decideAppend } from './decide-append.js';
import type { Journal } from './journal.js';
import type { LogRecord, ProposedEvent } from './log-record.js';
import { messageOf, parseRecord, toMessage, toRecord } from './log-record.js';
import { StreamHistory } from './stream-history.js';
import {
  isSoftDeleted,
  METADATA_TYPE,
  metastreamOf,
  originalOf,
  softDeleted,
  truncatedBefore,
} from './stream-metadata.js';
import { StreamView } from './stream-view.js';

/** `written`: also where it was there already. Position of the last event, and its revision. */
export type WriteOutcome =
  | { readonly kind: 'written'; readonly revision: number; readonly position: number }
  | Exclude<AppendDecision, { kind: 'write' | 'repetition' }>;

/** What a log file has before its first event, and around each: headers, epochs, lengths and checksums. */
const FIRST_POSITION = 2_048;
const FRAMING_BYTES = 38;

const TOMBSTONE_TYPE = '$streamDeleted';
const TOMBSTONE_REVISION = String(2n ** 63n - 1n);

/** The streams of the server in one order. Decides on the newest state; shows what is durable. */
export class TransactionLog {
  readonly #journal: Journal;
  readonly #records: LogRecord[] = [];
  readonly #streams = new Map<string, StreamHistory>();
  readonly #changes = new EventEmitter().setMaxListeners(0);
  #nextPosition = FIRST_POSITION;
  #durable = 0;
  #lastWrite: Promise<void> = Promise.resolve();

  private constructor(journal: Journal) {
    this.#journal = journal;
  }

  static async open(journal: Journal): Promise<TransactionLog> {
    const log = new TransactionLog(journal);
    for await (const events of journal.writes()) {
      for (const event of events) log.#add(parseRecord(event, log.#records.length));
    }
    log.#durable = log.#records.length;
    return log;
  }

  /** How many records can be read. */
  get length(): number {
    return this.#durable;
  }

  at(index: number): LogRecord | undefined {
    return index < this.#durable ? this.#records[index] : undefined;
  }

  /** Index of the first record at or after this position; {@link length} where there is none. */
  indexFrom(position: number): number {
    let low = 0;
    let high = this.#durable;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#records[middle]?.position ?? Infinity) < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** What can be read of a stream now. */
  view(stream: string): StreamView {
    return new StreamView(this.#history(stream), this.#durable, Date.now());
  }

  /** Resolves when there is more to read, or the signal is aborted. */
  async changed(signal: AbortSignal): Promise<void> {
    await once(this.#changes, 'change', { signal }).catch(() => undefined);
  }

  async append(
    stream: string,
    events: readonly ProposedEvent[],
    expected: ExpectedRevision,
  ): Promise<WriteOutcome> {
    const history = this.#history(stream);
    const decision = decideAppend(
      history,
      expected,
      events.map(({ id }) => id),
    );
    if (decision.kind === 'repetition') {
      const { last } = decision;
      await this.#lastWrite;
      return { kind: 'written', revision: last, position: history.records[last]?.position ?? 0 };
    }
    if (decision.kind !== 'write') return decision;
    const begin = history.last + 1;
    const revived = isSoftDeleted(history.metadata)
      ? truncatedBefore(history.metadataText, begin)
      : undefined;
    const proposals = events.map((event, index) => ({ stream, revision: String(begin + index), event }));
    if (revived !== undefined && events.length > 0) proposals.push(this.#metadata(stream, revived));
    const records = this.#write(proposals);
    await this.#lastWrite;
    // Of an append of nothing the server says that it stands at revision 0, whatever is there.
    const last = records[events.length - 1];
    return { kind: 'written', revision: Number(last?.revision ?? 0), position: this.#positionOf(last) };
  }

  /** Hides all that is in the stream, until something is appended to it again. */
  async softDelete(stream: string, expected: ExpectedRevision): Promise<WriteOutcome> {
    const history = this.#history(stream);
    const decision = decideAppend(history, expected, []);
    if (decision.kind === 'wrong revision' || decision.kind === 'deleted') return decision;
    if (history.last < 0 && history.metadataText === undefined) {
      return { kind: 'wrong revision', actual: history.last };
    }
    const [record] = this.#write([this.#metadata(stream, softDeleted(history.metadataText))]);
    await this.#lastWrite;
    return { kind: 'written', revision: Number(record?.revision), position: this.#positionOf(record) };
  }

  /** Ends the stream for good. */
  async tombstone(stream: string, expected: ExpectedRevision): Promise<WriteOutcome> {
    const decision = decideAppend(this.#history(stream), expected, []);
    if (decision.kind === 'wrong revision' || decision.kind === 'deleted') return decision;
    const [record] = this.#write([
      { stream, revision: TOMBSTONE_REVISION, event: systemEvent(TOMBSTONE_TYPE, '') },
    ]);
    await this.#lastWrite;
    return { kind: 'written', revision: Number(record?.revision), position: this.#positionOf(record) };
  }

  #positionOf(record: LogRecord | undefined): number {
    return record?.position ?? this.#records.at(-1)?.position ?? 0;
  }

  #metadata(stream: string, text: string): Proposal {
    const metastream = metastreamOf(stream);
    const revision = String(this.#history(metastream).last + 1);
    return { stream: metastream, revision, event: systemEvent(METADATA_TYPE, text) };
  }

  #write(proposals: readonly Proposal[]): LogRecord[] {
    if (proposals.length === 0) return [];
    const now = Date.now();
    const records = proposals.map(({ stream, revision, event }) => {
      const message = toMessage(event, { stream, revision, position: this.#nextPosition, createdMs: now });
      const record = toRecord(message, message.serializeBinary(), this.#records.length);
      this.#add(record);
      return record;
    });
    const end = this.#records.length;
    this.#lastWrite = this.#journal.write(records.map(({ serialized }) => serialized)).then(() => {
      this.#durable = end;
      this.#changes.emit('change');
    });
    return records;
  }

  #add(record: LogRecord): void {
    this.#nextPosition = record.position + record.serialized.length + FRAMING_BYTES;
    this.#records.push(record);
    const history = this.#history(record.stream);
    if (record.revision === TOMBSTONE_REVISION) history.tombstone = record;
    else history.add(record);
    const original = originalOf(record.stream);
    if (original !== undefined) {
      this.#history(original).metadataText = Buffer.from(messageOf(record).getData_asU8()).toString();
    }
  }

  #history(stream: string): StreamHistory {
    let history = this.#streams.get(stream);
    if (history === undefined) {
      history = new StreamHistory(stream);
      this.#streams.set(stream, history);
    }
    return history;
  }
}

interface Proposal {
  readonly stream: string;
  readonly revision: string;
  readonly event: ProposedEvent;
}

function systemEvent(type: string, json: string): ProposedEvent {
  return {
    id: randomUUID(),
    type,
    contentType: 'application/json',
    data: Buffer.from(json),
    metadata: new Uint8Array(),
  };
}
