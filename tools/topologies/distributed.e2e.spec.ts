import { SERVICES } from '@reeve/standalone';
import { describeReeve } from '@reeve/testing/end-to-end';
import { startMongoDatabases } from '@reeve/testing/mongodb';
import type { MongoDatabases } from '@reeve/testing/mongodb';
import { describeWithPart } from '@reeve/testing/servers';
import { afterAll, beforeAll } from 'vitest';
import { FEWER } from './fewer.js';
import { topologyOf } from './topology.js';

describeWithPart(['nats-server', 'mongodb', 'redis-server'], 'Five services on four servers', () => {
  let databases: MongoDatabases;
  beforeAll(async () => {
    databases = await startMongoDatabases();
  });
  afterAll(() => databases.stop());

  describeReeve(
    'Reeve over NATS, EventStoreDB, MongoDB and Redis',
    topologyOf({
      processes: SERVICES.toReversed().map((service) => [service]),
      servers: ['nats', 'eventstoredb', 'mongodb', 'redis'],
      databases: { url: () => databases.url() },
    }),
    FEWER,
  );
});
