import { once } from 'node:events';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

import { toPortError } from './sqlite-failure.js';
import type { WriterOptions, WriterReply } from './writer-protocol.js';

/** By the package's name: a thread needs the compiled file, also where this one runs from its source. */
const WRITER = createRequire(import.meta.url).resolve('@reeve/event-store/sqlite/writer-worker');

/** Starts the writer's thread on a log file that has been prepared, and waits until it can take appends. */
export async function startWriter(options: WriterOptions): Promise<Worker> {
  // No flags of the process: one of them may say that packages are to be loaded from their source.
  const worker = new Worker(WRITER, { workerData: options, execArgv: [] });
  const [reply] = (await once(worker, 'message')) as [WriterReply];
  if (reply.kind === 'failed') throw toPortError(reply.failure);
  return worker;
}
