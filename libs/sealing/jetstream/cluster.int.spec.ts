import { randomBytes, randomUUID } from 'node:crypto';
import type { WrappedKey } from '@reeve/sealing';
import { openJetStreamDataKeyStore } from '@reeve/sealing/jetstream';
import { startNatsServer } from '@reeve/testing/nats';
import { describeWithPart, freePort } from '@reeve/testing/servers';
import type { TestServer } from '@reeve/testing/servers';
import { connect } from 'nats';
import type { NatsConnection } from 'nats';
import { afterAll, beforeAll, expect, it } from 'vitest';

const NODES = ['a', 'b', 'c'];

describeWithPart('nats-server', 'The key store in a cluster of three', () => {
  let nodes: TestServer[];
  let connection: NatsConnection;

  beforeAll(async () => {
    const ports = await Promise.all(NODES.map(() => freePort()));
    const routes = ports.map((port) => `nats://127.0.0.1:${port}`).join(', ');
    nodes = await Promise.all(
      NODES.map((name, n) =>
        startNatsServer({
          jetStream: true,
          config: `
            server_name: ${name}
            cluster { name: keys, listen: "127.0.0.1:${ports[n] ?? 0}", routes: [${routes}] }
          `,
        }),
      ),
    );
    connection = await connect({
      servers: nodes.map(({ url }) => url),
      maxReconnectAttempts: -1,
      reconnectTimeWait: 50,
    });
  });
  afterAll(async () => {
    await connection.close();
    await Promise.all(nodes.map((node) => node.stop()));
  });

  const open = () => openJetStreamDataKeyStore({ connection: () => connection, replicas: 3 });

  it('keeps every key and takes more, while each of the servers is killed in turn', async () => {
    // The cluster first has to elect who makes streams.
    await expect.poll(() => open().catch(() => undefined), { timeout: 20_000 }).toBeDefined();
    const store = await open();
    const added: WrappedKey[] = [];
    let asked = 0;
    const addOne = async () => {
      const subject = `user:${asked++}`;
      const key = { id: randomUUID(), subject, wrapped: randomBytes(60), createdAt: '' };
      const kept = await store.add(key, 'if-first').catch(() => undefined);
      if (kept !== undefined && kept !== 'erased') added.push(kept);
      return kept;
    };
    await Promise.all(Array.from({ length: 40 }, addOne));
    expect(added).toHaveLength(40);
    for (const node of nodes) {
      await node.kill();
      await expect.poll(addOne, { timeout: 20_000 }).toBeDefined();
      await expect.poll(() => store.all().catch(() => []), { timeout: 20_000 }).toEqual(added);
      await node.restart();
    }
    expect(added.length).toBeGreaterThan(40);
  }, 90_000);
});
