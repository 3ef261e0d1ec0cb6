import { randomUUID } from 'node:crypto';
import mongoose from 'mongoose';
import { databaseUrl } from './database-url.js';
import { startMongoServer } from './mongo-server.js';

/** Databases for a suite, each by its own URL. */
export interface MongoDatabases {
  /** The URL of an empty database; or, for a name given before, of that one again. */
  url(name?: string): string;
  /** Leaves no database behind. */
  stop(): Promise<void>;
}

/** On the server that `REEVE_TEST_MONGODB_URL` names, which is a real one; without it on the stand-in, started for them. */
export async function startMongoDatabases(): Promise<MongoDatabases> {
  const external = process.env['REEVE_TEST_MONGODB_URL'] ?? '';
  if (external !== '') return databasesOf(external, () => Promise.resolve());
  const server = await startMongoServer();
  return databasesOf(server.url, () => server.stop());
}

function databasesOf(server: string, stop: () => Promise<void>): MongoDatabases {
  const given = new Map<string, string>();
  return {
    url: (name = randomUUID()) => {
      // A name of its own on a server that others may use; at most 63 bytes of it.
      const database = given.get(name) ?? `reeve_test_${randomUUID()}`;
      given.set(name, database);
      return databaseUrl(server, database);
    },
    stop: async () => {
      try {
        await drop(server, [...given.values()]);
      } finally {
        await stop();
      }
    },
  };
}

async function drop(server: string, databases: readonly string[]): Promise<void> {
  if (databases.length === 0) return;
  const client = await mongoose.mongo.MongoClient.connect(server);
  try {
    for (const database of databases) await client.db(database).dropDatabase();
  } finally {
    await client.close();
  }
}
