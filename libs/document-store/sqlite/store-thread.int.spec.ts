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

describe('the thread of a SQLite document store', () => {
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
