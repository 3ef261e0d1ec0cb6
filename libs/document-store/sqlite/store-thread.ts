import { once } from 'node:events';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { DocumentStoreUnavailableError } from '@reeve/document-store';
import type { Answers, NumberedRequest, Reply, Request, RequestOf, WorkerSettings } from './protocol.js';
import { toError } from './sqlite-failure.js';

/** The compiled worker, with no flag of this process: a thread reads no TypeScript, and needs no condition to find it. */
export function startWorker(name: 'store-worker' | 'search-worker', settings: WorkerSettings): Worker {
  const file = createRequire(import.meta.url).resolve(`@reeve/document-store/sqlite/${name}`);
  return new Worker(file, { workerData: settings, name: `document-${name}`, execArgv: [] });
}

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The calling thread's end of one of the store's workers. Every request is answered, if only by the worker's end. */
export class StoreThread {
  /**
   * By the number of the request, which is the next one's once it was answered. In a map from which each is removed, what they were answered with would
   * stay until the old generation is collected: V8 links the tables that such a map has had.
   */
  readonly #waiting: (Waiting | undefined)[] = [];
  readonly #free: number[] = [];
  #ended: Error | undefined;

  private constructor(private readonly worker: Worker) {}

  /** @throws DocumentStoreRefusedError, DocumentStoreUnavailableError when the file could not be opened. */
  static async start(worker: Worker): Promise<StoreThread> {
    const thread = new StoreThread(worker);
    await new Promise<void>((resolve, reject) => {
      worker.on('message', (reply: Reply) => {
        switch (reply.kind) {
          case 'ready':
            resolve();
            break;
          case 'not-opened':
            reject(toError(reply.failure));
            void worker.terminate();
            break;
          case 'answer':
            thread.#take(reply.number)?.resolve(reply.answer);
            break;
          case 'failure':
            thread.#take(reply.number)?.reject(toError(reply.failure));
            break;
        }
      });
      const end = (reason: string) => {
        thread.#end(new DocumentStoreUnavailableError(`The document store's thread ended: ${reason}`));
        reject(new DocumentStoreUnavailableError(`The document store's thread did not start: ${reason}`));
      };
      worker.on('error', (error: Error) => end(error.message));
      worker.on('exit', (code) => end(`exit code ${code}`));
    });
    return thread;
  }

  /** @throws DocumentStoreUnavailableError when it could not be done, or the thread has ended. */
  request<Kind extends Request['kind']>(request: RequestOf<Kind>): Promise<Answers[Kind]> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) {
        reject(this.#ended);
        return;
      }
      const number = this.#free.pop() ?? this.#waiting.length;
      this.#waiting[number] = { resolve: (answer) => resolve(answer as Answers[Kind]), reject };
      this.worker.postMessage({ number, request } satisfies NumberedRequest);
    });
  }

  /** Resolves when all that was asked before is done and the thread has ended. */
  async close(): Promise<void> {
    if (this.#ended !== undefined) return;
    const exit = once(this.worker, 'exit');
    await this.request({ kind: 'close' });
    await exit;
  }

  #take(number: number): Waiting | undefined {
    const waiting = this.#waiting[number];
    this.#waiting[number] = undefined;
    this.#free.push(number);
    return waiting;
  }

  #end(error: DocumentStoreUnavailableError): void {
    this.#ended ??= error;
    for (const waiting of this.#waiting.splice(0)) waiting?.reject(this.#ended);
  }
}
