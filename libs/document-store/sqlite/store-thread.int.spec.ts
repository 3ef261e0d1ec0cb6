import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { DocumentStoreUnavailableError } from '@reeve/document-store';
import { describe, expect, it } from 'vitest';
import { StoreThread } from './store-thread.js';

const READ = { kind: 'read', sql: { text: 'SELECT 1', parameters: [] } } as const;

/** A worker that says it is ready, and does `onRequest` with what it is sent. */
const aWorker = (onRequest: string) =>
  new Worker(
    `const { parentPort } = require('node:worker_threads');
     parentPort.on('message', ({ number }) => { ${onRequest} });
     parentPort.postMessage({ kind: 'ready' });`,
    { eval: true },
  );

/** Collects what is young. */
function youngCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: { readonly type: 'minor' }) => void;
  return () => collect({ type: 'minor' });
}

describe('the thread of a SQLite document store', () => {
  it('keeps no answer that it has handed over until the old generation is collected', async () => {
    const worker = aWorker(
      `const answer = new Uint8Array(20_000);
       parentPort.postMessage({ kind: 'answer', number, answer }, [answer.buffer]);`,
    );
    const thread = await StoreThread.start(worker);
    const collectYoung = youngCollector();
    let answered = 0;
    const ask = async (times: number) => {
      for (let nth = 0; nth < times; nth++) {
        await thread.request(READ);
        answered += 1;
        if (answered % 64 === 0) collectYoung();
      }
    };
    /** @returns bytes outside of the heap, once all is answered. */
    const askAtOnce = async (times: number) => {
      await Promise.all(Array.from({ length: 16 }, () => ask(times)));
      collectYoung();
      return process.memoryUsage().external;
    };

    const before = await askAtOnce(5);
    expect((await askAtOnce(60)) - before).toBeLessThan((16 * 60 * 20_000) / 4);
    await worker.terminate();
  });

  it.each(['process.exit(3)', 'throw new Error("out of memory")'])(
    'fails what waits for it, and what comes later, when it dies (%s)',
    async (death) => {
      const thread = await StoreThread.start(aWorker(death));

      const waiting = await Promise.allSettled([thread.request(READ), thread.request(READ)]);

      for (const result of waiting) {
        expect(result).toMatchObject({ status: 'rejected' });
        expect((result as PromiseRejectedResult).reason).toBeInstanceOf(DocumentStoreUnavailableError);
      }
      await expect(thread.request(READ)).rejects.toThrow(DocumentStoreUnavailableError);
      await thread.close();
    },
  );

  it('does not start when the worker dies before it is ready', async () => {
    await expect(StoreThread.start(new Worker('process.exit(3)', { eval: true }))).rejects.toThrow(
      'exit code 3',
    );
  });

  it('closes also when the worker dies instead of answering', async () => {
    const thread = await StoreThread.start(aWorker('process.exit(3)'));

    await expect(thread.close()).rejects.toThrow(DocumentStoreUnavailableError);
    await thread.close();
  });
});
