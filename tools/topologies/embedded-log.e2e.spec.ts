import { SERVICES } from '@reeve/standalone';
import { describeReeve } from '@reeve/testing/end-to-end';
import { startMongoDatabases } from '@reeve/testing/mongodb';
import type { MongoDatabases } from '@reeve/testing/mongodb';
import { describeWithPart } from '@reeve/testing/servers';
import { afterAll, beforeAll } from 'vitest';
import { FEWER } from './fewer.js';
import { topologyOf } from './topology.js';

describeWithPart('mongodb', 'One process on one server', () => {
  let databases: MongoDatabases;
  beforeAll(async () => {
    databases = await startMongoDatabases();
  });
  afterAll(() => databases.stop());

  describeReeve(
    'Reeve with an embedded log and its documents in MongoDB',
    topologyOf({ processes: [SERVICES], servers: ['mongodb'], databases: { url: () => databases.url() } }),
    FEWER,
  );
});
