import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { HashingAnswer, HashingReply, HashingWork } from './hashing-protocol.js';

/** By the package's name: a thread needs the compiled file, also where this one runs from its source. */
const worker = () => createRequire(import.meta.url).resolve('@reeve/users/application/hashing-worker');

/**
 * The calling thread's end of a thread that hashes, started with the first work and again after it has ended. While it has nothing to do
 * it keeps no process from ending.
 */
export class HashingThread {
  #worker: Worker | undefined;

  /**
   * One at a time: whoever calls waits for the answer before they call again.
   *
   * @throws Error when it cannot be done, or the thread has ended.
   */
  async do<Kind extends HashingWork['kind']>(
    work: Extract<HashingWork, { readonly kind: Kind }>,
  ): Promise<HashingAnswer<Kind>> {
    const thread = (this.#worker ??= this.#start());
    thread.ref();
    try {
      const reply = await replyOf(thread, work);
      if (reply.kind === 'failed') throw new Error(`A password could not be hashed: ${reply.reason}`);
      return reply.answer as HashingAnswer<Kind>;
    } finally {
      thread.unref();
    }
  }

  #start(): Worker {
    // No flags of the process: one of them may say that packages are to be loaded from their source.
    const thread = new Worker(worker(), {
      name: 'password-hashing',
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: 2 },
    });
    thread.once('exit', () => {
      if (this.#worker === thread) this.#worker = undefined;
    });
    return thread;
  }
}

async function replyOf(thread: Worker, work: HashingWork): Promise<HashingReply> {
  return await new Promise((resolve, reject) => {
    const settle = (end: () => void): void => {
      thread.off('message', answered).off('error', failed).off('exit', exited);
      end();
    };
    const answered = (reply: HashingReply): void => settle(() => resolve(reply));
    const failed = (error: Error): void => settle(() => reject(error));
    const exited = (code: number): void =>
      settle(() => reject(new Error(`The thread that hashes ended: exit code ${code}`)));
    thread.on('message', answered).on('error', failed).on('exit', exited);
    thread.postMessage(work);
  });
}
