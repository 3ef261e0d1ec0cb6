import mongoose from 'mongoose';
import { expect, it, onTestFinished } from 'vitest';
import { describeWithPart } from '../servers/index.js';
import { startMongoDatabases, startMongoServer } from './index.js';

async function names(url: string): Promise<readonly string[]> {
  const client = await mongoose.mongo.MongoClient.connect(url);
  try {
    const { databases } = await client.db().admin().listDatabases();
    return databases.map(({ name }) => name);
  } finally {
    await client.close();
  }
}

async function write(url: string): Promise<void> {
  const client = await mongoose.mongo.MongoClient.connect(url);
  try {
    await client.db().collection('notes').insertOne({ text: 'a' });
  } finally {
    await client.close();
  }
}

describeWithPart('mongodb', 'MongoDB in suites', () => {
  it('gives a database for each name', async () => {
    const databases = await startMongoDatabases();
    onTestFinished(() => databases.stop());
    expect(databases.url('one')).toBe(databases.url('one'));
    expect(databases.url('one')).not.toBe(databases.url('two'));
    expect(databases.url()).not.toBe(databases.url());

    await write(databases.url('one'));

    const database = new URL(databases.url('one')).pathname.slice(1);
    expect(await names(databases.url('one'))).toContain(database);
  });
});

describeWithPart('mongodb-stand-in', 'What stands in for MongoDB', () => {
  it('comes back empty where it was', async () => {
    const server = await startMongoServer();
    onTestFinished(() => server.stop());
    await write(`${server.url}/mine`);
    expect(await names(server.url)).toContain('mine');

    await server.restart();

    expect(await names(server.url)).not.toContain('mine');
  });
});
