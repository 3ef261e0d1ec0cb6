import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataFile } from '@reeve/testing/end-to-end';
import { Redis } from 'ioredis';
import mongoose from 'mongoose';

/** Every file in a folder and those below it. A file that goes away meanwhile is left out. */
export async function filesIn(folder: string): Promise<readonly DataFile[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name }) => {
        const content = await readFile(join(parentPath, name)).catch(() => undefined);
        return content === undefined ? [] : [{ name, content }];
      }),
  );
  return files.flat();
}

/** Every document of a database, one line of JSON each, as if each collection were a file. */
export async function collectionsOf(url: string): Promise<readonly DataFile[]> {
  const client = await mongoose.mongo.MongoClient.connect(url);
  try {
    const collections = await client.db().collections();
    return await Promise.all(
      collections.map(async (collection) => {
        const documents = await collection.find().toArray();
        const lines = documents.map((document) => JSON.stringify(document));
        return { name: collection.collectionName, content: Buffer.from(lines.join('\n')) };
      }),
    );
  } finally {
    await client.close();
  }
}

/** Every key of Redis with its value, as Redis itself would write them; not those whose time is over while it is asked. */
export async function keysOf(url: string): Promise<readonly DataFile[]> {
  const redis = new Redis(url);
  try {
    const names = await redis.keys('*');
    // ioredis declares no null, which Redis answers for a key that is gone.
    const values: readonly (Buffer | null)[] = await Promise.all(names.map((name) => redis.dumpBuffer(name)));
    return names.flatMap((name, nth) => {
      const value = values[nth] ?? null;
      return value === null ? [] : [{ name, content: Buffer.concat([Buffer.from(name), value]) }];
    });
  } finally {
    redis.disconnect();
  }
}
