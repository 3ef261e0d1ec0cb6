import { parentPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { fromSent, toSent } from './adding-protocol.js';
import type { AddingReply, AddingRequest } from './adding-protocol.js';
import { connectTo } from './key-file.js';
import { KeyTable } from './key-table.js';
import { failureOf } from './store-failure.js';

/** The entry of the thread that adds many keys at once: it waits for the disk, so that nobody else does. */
if (parentPort === null) throw new Error('This module is started as a worker thread');
serve(parentPort, workerData as string);

function serve(port: MessagePort, path: string): void {
  let keys: KeyTable | undefined;
  port.on('message', (request: AddingRequest) => {
    if (request.kind === 'close') {
      keys?.close();
      port.close();
      return;
    }
    let reply: AddingReply;
    try {
      keys ??= new KeyTable(connectTo(path));
      reply = { kind: 'done', outcomes: added(keys, request) };
    } catch (error) {
      reply = { kind: 'failed', failure: failureOf(error) };
    }
    port.postMessage(reply);
  });
}

function added(keys: KeyTable, { additions }: Extract<AddingRequest, { readonly kind: 'add' }>) {
  const received = additions.map(({ key, only }) => ({ key: fromSent(key), only }));
  return keys.add(received).map((outcome, index) => {
    if (outcome === 'erased') return outcome;
    return outcome.id === received[index]?.key.id ? 'added' : toSent(outcome);
  });
}
