import type { MessagePort } from 'node:worker_threads';
import { parentPort, workerData } from 'node:worker_threads';

import { EventWriter } from './event-writer.js';
import { failureOf } from './sqlite-failure.js';
import type { WriterOptions, WriterReply, WriterRequest } from './writer-protocol.js';

/** The entry of the writer's thread: waiting for the disk happens here, where nobody else is kept waiting. */
if (parentPort === null) throw new Error('The writer runs in a worker thread only');
serve(parentPort, workerData as WriterOptions);

function serve(port: MessagePort, options: WriterOptions): void {
  const reply = (message: WriterReply): void => port.postMessage(message);
  let writer: EventWriter;
  try {
    writer = new EventWriter(options);
  } catch (error) {
    reply({ kind: 'failed', failure: failureOf(error) });
    return;
  }
  port.on('message', (request: WriterRequest) => {
    switch (request.kind) {
      case 'commit':
        reply(writer.commit(request.appends));
        break;
      case 'close':
        writer.close();
        port.close();
    }
  });
  reply({ kind: 'ready' });
}
