import { documentStoreContract, sameAnswersContract } from '@reeve/document-store/testing';
import type { DocumentStoreHarness } from '@reeve/document-store/testing';
import { startMongoDatabases } from '@reeve/testing/mongodb';
import type { MongoDatabases } from '@reeve/testing/mongodb';
import { describeWithPart } from '@reeve/testing/servers';
import { afterAll, beforeAll } from 'vitest';
import { openMongoDocumentStore } from './index.js';

describeWithPart('mongodb', 'documents in MongoDB', () => {
  let databases: MongoDatabases;
  beforeAll(async () => {
    databases = await startMongoDatabases();
  });
  afterAll(() => databases.stop());

  const harness: DocumentStoreHarness = {
    open: (name, collections) => openMongoDocumentStore({ url: databases.url(name), collections }),
    durable: true,
  };

  documentStoreContract('mongodb', harness);
  sameAnswersContract('mongodb', harness);
});
