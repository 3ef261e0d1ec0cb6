import { parentPort, workerData } from 'node:worker_threads';
import { readOpenApiDocument } from './openapi-document.js';

/** What the thread is started with. */
export interface DocumentSource {
  readonly bytes: Uint8Array;
  readonly maxBytes: number;
}

const { bytes, maxBytes } = workerData as DocumentSource;
parentPort?.postMessage(readOpenApiDocument(bytes, maxBytes));
