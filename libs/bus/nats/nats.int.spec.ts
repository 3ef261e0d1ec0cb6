import { Logger } from '@nestjs/common';
import { NatsClient, NatsLink, NatsServer } from '@reeve/bus/nats';
import { busFeatures } from '@reeve/bus/testing';
import { startNatsServer } from '@reeve/testing/nats';
import type { TestServer } from '@reeve/testing/servers';
import { describeWithPart } from '@reeve/testing/servers';
import { afterAll, beforeAll } from 'vitest';

describeWithPart('nats-server', 'NATS', () => {
  let nats: TestServer;
  beforeAll(async () => {
    Logger.overrideLogger(false);
    nats = await startNatsServer();
  });
  afterAll(() => nats.stop());

  busFeatures('NATS', async () => {
    const link = await NatsLink.open({ url: nats.url, service: 'bus-test' });
    return { server: new NatsServer(link), client: new NatsClient(link) };
  });
});
