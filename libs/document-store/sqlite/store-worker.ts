import { parentPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { Mutations } from './mutations.js';
import { transferredOf } from './protocol.js';
import type {
  Answer,
  ListRequest,
  Mutation,
  NumberedRequest,
  ReadRequest,
  Reply,
  Request,
  WorkerSettings,
} from './protocol.js';
import { failureToOpen, failureToRun } from './sqlite-failure.js';
import { openStoreFile } from './store-file.js';
import type { StoreFile } from './store-file.js';
import { inTransaction } from './transaction.js';

/**
 * Milliseconds that the write-ahead log keeps, at the most, what documents said before: somebody may have been erased from them.
 */
const LOG_CUT_MS = 60_000;

/**
 * The thread that writes, and runs the queries that may take long. What has queued while it was busy is committed together.
 */
class StoreWorker {
  #waiting: NumberedRequest[] = [];
  readonly #mutations: Mutations;

  constructor(
    private readonly port: MessagePort,
    private readonly file: StoreFile,
    { collections }: WorkerSettings,
  ) {
    this.#mutations = new Mutations(file.statements, collections);
    port.on('message', (request: NumberedRequest) => {
      this.#waiting.push(request);
      // Runs when every message that has arrived by now was delivered.
      if (this.#waiting.length === 1) setImmediate(() => this.#drain());
    });
    setInterval(() => this.#cutLog(), LOG_CUT_MS).unref();
  }

  #drain(): void {
    const requests = this.#waiting;
    this.#waiting = [];
    this.#commit(requests.filter(isMutation));
    for (const { number, request } of requests) {
      if (request.kind === 'read' || request.kind === 'list') {
        this.#answer(number, () => this.#read(request));
      }
    }
    const closing = requests.find(({ request }) => request.kind === 'close');
    if (closing !== undefined) this.#close(closing.number);
  }

  /** One transaction for all; if it fails, one for each, so that nobody fails for another's sake. */
  #commit(requests: readonly NumberedMutation[]): void {
    const [first, ...others] = requests;
    if (first === undefined) return;
    if (others.length === 0) {
      this.#answer(first.number, () => this.#apply([first])[0] ?? null);
      return;
    }
    let answers: Answer[];
    try {
      answers = this.#apply(requests);
    } catch {
      for (const request of requests) this.#commit([request]);
      return;
    }
    requests.forEach(({ number }, index) => this.#answer(number, () => answers[index] ?? null));
  }

  #apply(requests: readonly NumberedMutation[]): Answer[] {
    return inTransaction(this.file.database, () =>
      requests.map(({ request }) => this.#mutations.apply(request)),
    );
  }

  #read(request: ReadRequest | ListRequest): Answer {
    const { text, parameters } = request.sql;
    const { statements } = this.file;
    return request.kind === 'list' ? statements.bytes(text, parameters) : statements.rows(text, parameters);
  }

  #answer(number: number, run: () => Answer): void {
    let reply: Reply;
    try {
      reply = { kind: 'answer', number, answer: run() };
    } catch (error) {
      reply = { kind: 'failure', number, failure: failureToRun(error) };
    }
    this.port.postMessage(reply, transferredOf(reply));
  }

  /** Leaves everything in the one file, if there is room: one that is copied or replaced after a stop is a whole one. */
  #close(number: number): void {
    this.#answer(number, () => {
      this.#cutLog();
      this.file.database.close();
      return null;
    });
    this.port.close();
  }

  /** Moves what the write-ahead log has into the file, if there is room, and leaves nothing in it. */
  #cutLog(): void {
    try {
      this.file.statements.row('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // What stays there moves the next time, or at the next start.
    }
  }
}

interface NumberedMutation extends NumberedRequest {
  readonly request: Mutation;
}

function isMutation(numbered: NumberedRequest): numbered is NumberedMutation {
  const kind: Request['kind'] = numbered.request.kind;
  return kind !== 'read' && kind !== 'list' && kind !== 'close';
}

function start(port: MessagePort, settings: WorkerSettings): void {
  let reply: Reply = { kind: 'ready' };
  try {
    new StoreWorker(port, openStoreFile(settings.path, settings.collections), settings);
  } catch (error) {
    reply = { kind: 'not-opened', failure: failureToOpen(settings.path, error) };
  }
  port.postMessage(reply);
}

if (parentPort === null) throw new Error('This module is started as a worker thread');
start(parentPort, workerData as WorkerSettings);
