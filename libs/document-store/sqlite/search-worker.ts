import { parentPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { OrderedRows } from './ordered-rows.js';
import { transferredOf } from './protocol.js';
import type { Answer, NumberedRequest, Reply, Request, WorkerSettings } from './protocol.js';
import { failureToOpen, failureToRun } from './sqlite-failure.js';
import { openForReading } from './store-file.js';
import type { StoreFile } from './store-file.js';

/** The thread that searches: what takes long holds up neither writes nor queries that an index answers. It sees what is committed. */
class SearchWorker {
  readonly #ordered: OrderedRows;

  constructor(
    private readonly port: MessagePort,
    private readonly file: StoreFile,
  ) {
    this.#ordered = new OrderedRows(file.statements);
    port.on('message', (request: NumberedRequest) => this.#take(request));
  }

  #take({ number, request }: NumberedRequest): void {
    let reply: Reply;
    try {
      reply = { kind: 'answer', number, answer: this.#answer(request) };
    } catch (error) {
      reply = { kind: 'failure', number, failure: failureToRun(error) };
    }
    this.port.postMessage(reply, transferredOf(reply));
    if (request.kind === 'close') this.port.close();
  }

  #answer(request: Request): Answer {
    switch (request.kind) {
      case 'read':
        return this.file.statements.rows(request.sql.text, request.sql.parameters);
      case 'list':
        return this.file.statements.bytes(request.sql.text, request.sql.parameters);
      case 'page':
        return this.#ordered.page(request);
      case 'count':
        return this.#ordered.count(request);
      case 'close':
        this.file.database.close();
        return null;
      case 'write':
      case 'reset':
      case 'remove-where':
        throw new Error(`${request.kind} is not for the thread that searches`);
    }
  }
}

function start(port: MessagePort, { path }: WorkerSettings): void {
  let reply: Reply = { kind: 'ready' };
  try {
    new SearchWorker(port, openForReading(path));
  } catch (error) {
    reply = { kind: 'not-opened', failure: failureToOpen(path, error) };
  }
  port.postMessage(reply);
}

if (parentPort === null) throw new Error('This module is started as a worker thread');
start(parentPort, workerData as WorkerSettings);
