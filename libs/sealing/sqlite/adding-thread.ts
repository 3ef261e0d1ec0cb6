import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { DataKeyStoreUnavailableError } from '@reeve/sealing';
import type { WrappedKey } from '@reeve/sealing';
import { fromSent, toSent } from './adding-protocol.js';
import type { AddingReply, AddingRequest } from './adding-protocol.js';
import type { Addition } from './key-table.js';
import { unavailable } from './store-failure.js';

/** By the package's name: a thread needs the compiled file, also where this one runs from its source. */
const WORKER = createRequire(import.meta.url).resolve('@reeve/sealing/sqlite/adding-worker');

/** Megabytes of the thread's heap. It keeps nothing from one transaction to the next. */
const LIMITS = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 32 };

/** The caller's end of a thread that adds keys, from its start to the one failure that ends it. */
export class AddingThread {
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  #answer: ((reply: AddingReply) => void) | undefined;
  #isOver = false;

  /** @param path of a file that has its tables. */
  constructor(path: string) {
    // No flags of the process: one of them may say that packages are to be loaded from their source.
    this.#worker = new Worker(WORKER, {
      workerData: path,
      name: 'data-keys',
      execArgv: [],
      resourceLimits: LIMITS,
    });
    this.#worker.on('message', (reply: AddingReply) => this.#give(reply));
    this.#worker.on('error', (error) => this.#end(String(error)));
    this.#ended = new Promise((resolve) => {
      this.#worker.once('exit', (code) => {
        this.#end(`exit code ${String(code)}`);
        resolve();
      });
    });
  }

  /** Nothing can be asked of it any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /**
   * Adds them in one transaction. Only while it is not over, and once the last was answered.
   *
   * @returns for each what its subject has then.
   * @throws DataKeyStoreUnavailableError
   */
  async add(additions: readonly Addition[]): Promise<readonly (WrappedKey | 'erased')[]> {
    const reply = await new Promise<AddingReply>((resolve) => {
      this.#answer = resolve;
      this.#send({ kind: 'add', additions: additions.map(({ key, only }) => ({ key: toSent(key), only })) });
    });
    if (reply.kind === 'failed') throw unavailable(reply.failure);
    return additions.map(({ key }, index) => {
      const outcome = reply.outcomes[index];
      if (outcome === undefined) throw new DataKeyStoreUnavailableError('The key store left a key out');
      return outcome === 'added' ? key : outcome === 'erased' ? outcome : fromSent(outcome);
    });
  }

  async close(): Promise<void> {
    if (!this.#isOver) this.#send({ kind: 'close' });
    await this.#ended;
  }

  #give(reply: AddingReply): void {
    this.#answer?.(reply);
    this.#answer = undefined;
  }

  #end(reason: string): void {
    this.#isOver = true;
    this.#give({ kind: 'failed', failure: { problem: `failed: its thread ended (${reason})` } });
  }

  #send(request: AddingRequest): void {
    this.#worker.postMessage(request);
  }
}
