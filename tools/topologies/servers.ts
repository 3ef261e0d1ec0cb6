import { cp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataFile } from '@reeve/testing/end-to-end';
import { startEventStoreDB } from '@reeve/testing/eventstoredb';
import type { MongoDatabases } from '@reeve/testing/mongodb';
import { startNatsServer } from '@reeve/testing/nats';
import { startRedisServer } from '@reeve/testing/redis';
import { collectionsOf, filesIn, keysOf } from './server-data.js';

export type ServerName = 'nats' | 'eventstoredb' | 'mongodb' | 'redis';

/** One of the servers of an installation. */
export interface Server {
  /** The settings that say where it is. */
  readonly environment: Readonly<Record<string, string>>;
  /** What it keeps, as it stands there now. */
  data(): Promise<readonly DataFile[]>;
  /** Of the one that keeps the data keys: copies what it keeps. What it answers with puts that back, while nobody else runs. */
  backUpKeys?(): Promise<() => Promise<void>>;
  /** Ends it, and removes what it kept. */
  stop(): Promise<void>;
}

/** Of a MongoDB that is there: an empty one for each. */
export type Databases = Pick<MongoDatabases, 'url'>;

/**
 * Starts a server that nobody has used.
 *
 * @param databases needed for `mongodb`, which takes too long to start for each installation.
 */
export function startServer(name: ServerName, databases?: Databases): Promise<Server> {
  switch (name) {
    case 'nats':
      return startNats();
    case 'eventstoredb':
      return startEvents();
    case 'mongodb':
      if (databases === undefined) throw new Error('There is no MongoDB to have a database of');
      return Promise.resolve(databaseAt(databases.url()));
    case 'redis':
      return startRedis();
  }
}

/** The settings of all of them together. */
export function environmentOf(servers: readonly Server[]): Readonly<Record<string, string>> {
  return Object.fromEntries(servers.flatMap(({ environment }) => Object.entries(environment)));
}

/** Documents of 10 MB may be imported, and exported again. */
const MAX_PAYLOAD = 'max_payload: 16MB\n';

async function startNats(): Promise<Server> {
  const server = await startNatsServer({ jetStream: true, config: MAX_PAYLOAD });
  return {
    environment: { REEVE_BUS_URL: server.url },
    data: () => filesIn(server.folder),
    backUpKeys: async () => {
      const [streams, copy] = [join(server.folder, 'jetstream'), join(server.folder, 'backup')];
      await cp(streams, copy, { recursive: true });
      return async () => {
        await server.kill();
        await rm(streams, { recursive: true });
        await rename(copy, streams);
        await server.restart();
      };
    },
    stop: () => server.stop(),
  };
}

async function startEvents(): Promise<Server> {
  const server = await startEventStoreDB({ storage: 'file' });
  return {
    environment: { REEVE_EVENT_STORE_URL: server.url },
    data: () => filesIn(server.folder),
    stop: () => server.stop(),
  };
}

function databaseAt(url: string): Server {
  return {
    environment: { REEVE_DOCUMENT_STORE_URL: url },
    data: () => collectionsOf(url),
    // Whoever started the server removes its databases.
    stop: () => Promise.resolve(),
  };
}

async function startRedis(): Promise<Server> {
  const server = await startRedisServer();
  return {
    environment: { REEVE_RATE_LIMIT_URL: server.url },
    data: () => keysOf(server.url),
    stop: () => server.stop(),
  };
}
