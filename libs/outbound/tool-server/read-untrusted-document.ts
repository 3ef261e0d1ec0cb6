import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { JsonObject } from '@reeve/contracts';
import { errorCode } from '../network/network-failure.js';
import { outboundErrors } from '../outbound.errors.js';
import type { DocumentReading } from './openapi-document.js';
import type { DocumentSource } from './openapi-document-worker.js';

/** Enough for 10 MB of JSON, and for some 4 MB of YAML, whose parser keeps a hundred bytes for each one it reads. */
const MAX_HEAP_MB = 512;

/**
 * Reads an OpenAPI document in a thread of its own: 10 MB that are made for it keep a YAML parser busy for half a
 * minute and take 4 GB, and JSON's for seconds. The thread ends at the deadline and has a heap of its own to run out of.
 *
 * @param signal ends the reading; its reason is thrown.
 * @throws ReeveError 400 `OUTBOUND-NOT-A-DOCUMENT`, `OUTBOUND-TOO-LARGE`.
 */
export async function readUntrustedDocument(
  source: DocumentSource,
  signal: AbortSignal,
  maxHeapMb = MAX_HEAP_MB,
): Promise<JsonObject> {
  const reading = await readInThread(source, signal, maxHeapMb);
  if ('document' in reading) return reading.document;
  throw 'problem' in reading
    ? outboundErrors.notADocument(reading.problem)
    : outboundErrors.tooLarge(source.maxBytes);
}

function readInThread(
  source: DocumentSource,
  signal: AbortSignal,
  maxHeapMb: number,
): Promise<DocumentReading> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const worker = new Worker(
      createRequire(import.meta.url).resolve('@reeve/outbound/tool-server/openapi-document-worker'),
      {
        workerData: source,
        resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
        name: 'outbound-document',
        execArgv: [],
        env: {},
      },
    );
    const end = (settle: () => void): void => {
      signal.removeEventListener('abort', onAbort);
      settle();
      void worker.terminate();
    };
    const onAbort = (): void => end(() => reject(signal.reason as Error));
    signal.addEventListener('abort', onAbort);
    worker.once('message', (reading: DocumentReading) => end(() => resolve(reading)));
    worker.once('error', (error) =>
      end(() => {
        const outOfMemory = errorCode(error) === 'ERR_WORKER_OUT_OF_MEMORY';
        reject(outOfMemory ? outboundErrors.documentTooDemanding() : error);
      }),
    );
  });
}
