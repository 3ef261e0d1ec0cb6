import { createRequire } from 'node:module';

import { startTestServer } from '../servers/test-server.js';
import type { TestServer } from '../servers/test-server.js';
import { faultsOfServerIn } from './control.js';
import type { DoubleSettings, EventStoreDBDoubleOptions } from './double-options.js';
import type { Faults } from './faults.js';

/** A server that answers the real client as EventStoreDB 24.6 does, on one node. */
export interface EventStoreDBDouble extends TestServer {
  /** `esdb://127.0.0.1:<port>?tls=false`, or `tls=true`. */
  readonly url: string;
  readonly faults: Faults;
}

/** By the package's name: a process needs the compiled file, also where this one runs from its source. */
const PROGRAM = createRequire(import.meta.url).resolve('@reeve/testing/eventstoredb/server');

/** Starts a double of EventStoreDB in a process of its own, on a free port of 127.0.0.1; resolves when it answers. */
export async function startEventStoreDB({
  storage = 'memory',
  credentials,
  tls,
}: EventStoreDBDoubleOptions = {}): Promise<EventStoreDBDouble> {
  let controlFolder = '';
  const server = await startTestServer({
    command: ({ port, folder }) => {
      controlFolder = folder;
      const dataFolder = storage === 'memory' ? undefined : storage === 'file' ? folder : storage.folder;
      const settings: DoubleSettings = {
        port,
        folder,
        ...(dataFolder !== undefined && { dataFolder }),
        ...(credentials && { credentials }),
        ...(tls && { tls }),
      };
      return [process.execPath, PROGRAM, JSON.stringify(settings)];
    },
    url: ({ port }) => `esdb://127.0.0.1:${port}?tls=${tls === undefined ? 'false' : 'true'}`,
    ready: /EventStoreDB double listens/,
  });
  // Not spread: the process id changes when it is restarted.
  return Object.assign(server, { faults: faultsOfServerIn(controlFolder) });
}
