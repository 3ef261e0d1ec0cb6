import { startNatsServer } from '@reeve/testing/nats';
import type { TestServer } from '@reeve/testing/servers';
import { describeWithPart } from '@reeve/testing/servers';
import { openJetStreamDataKeyStore } from '@reeve/sealing/jetstream';
import { dataKeyStoreFeatures, sealingFeatures } from '@reeve/sealing/testing';
import type { KeyPlace } from '@reeve/sealing/testing';
import { connect, nuid } from 'nats';
import type { NatsConnection } from 'nats';
import { afterAll, beforeAll } from 'vitest';

describeWithPart('nats-server', 'Data keys in JetStream', () => {
  let nats: TestServer;
  let connection: NatsConnection;
  beforeAll(async () => {
    nats = await startNatsServer({ jetStream: true });
    connection = await connect({ servers: nats.url });
  });
  afterAll(async () => {
    await connection.close();
    await nats.stop();
  });

  const streamPlace = (): Promise<KeyPlace> => {
    const stream = nuid.next();
    return Promise.resolve({
      open: () => openJetStreamDataKeyStore({ connection: () => connection, stream }),
      remove: async () => {
        await (await connection.jetstreamManager()).streams.delete(stream);
      },
    });
  };

  dataKeyStoreFeatures('JetStream', streamPlace);
  sealingFeatures('JetStream', streamPlace);
});
