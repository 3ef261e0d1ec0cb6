import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { documentStoreContract, sameAnswersContract } from '@reeve/document-store/testing';
import type { DocumentStoreHarness } from '@reeve/document-store/testing';
import { afterAll } from 'vitest';
import { openSqliteDocumentStore } from './index.js';

const folder = await mkdtemp(join(tmpdir(), 'reeve-document-store-'));
afterAll(() => rm(folder, { recursive: true }));

const harness: DocumentStoreHarness = {
  open: (name, collections) => openSqliteDocumentStore({ path: join(folder, `${name}.db`), collections }),
  durable: true,
};

documentStoreContract('sqlite', harness);
sameAnswersContract('sqlite', harness);
