import { randomBytes } from 'node:crypto';
import { startServices } from '@reeve/composition';
import type { Service } from '@reeve/composition';
import { config } from '@reeve/config-service';
import { gateway } from '@reeve/gateway';
import { createLogger, loadSettings } from '@reeve/platform';
import { startEventStoreDB } from '@reeve/testing/eventstoredb';
import { startMongoServer } from '@reeve/testing/mongodb';
import { startNatsServer } from '@reeve/testing/nats';
import { startRedisServer } from '@reeve/testing/redis';
import { describeWithPart, freePort } from '@reeve/testing/servers';
import type { TestServer } from '@reeve/testing/servers';
import { users } from '@reeve/users-service';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';

/** Connections are tried again within seconds. */
const PATIENCE = { timeout: 20_000, interval: 100 };

describeWithPart(
  ['nats-server', 'mongodb-stand-in', 'redis-server'],
  'Services that are started before their servers',
  () => {
    let servers: Readonly<Record<'nats' | 'eventstoredb' | 'mongodb' | 'redis', TestServer>>;
    let environment: Readonly<Record<string, string>>;
    beforeAll(async () => {
      const [nats, eventstoredb, mongodb, redis] = await Promise.all([
        startNatsServer({ jetStream: true }),
        startEventStoreDB({ storage: 'file' }),
        startMongoServer(),
        startRedisServer(),
      ]);
      servers = { nats, eventstoredb, mongodb, redis };
      environment = {
        REEVE_LOG_LEVEL: 'fatal',
        REEVE_MASTER_KEY: randomBytes(32).toString('hex'),
        REEVE_BUS_URL: nats.url,
        REEVE_EVENT_STORE_URL: eventstoredb.url,
        REEVE_DOCUMENT_STORE_URL: `${mongodb.url}/reeve`,
        REEVE_RATE_LIMIT_URL: redis.url,
      };
    });
    afterAll(() => Promise.all(Object.values(servers).map((server) => server.stop())));

    /** Starts a service on a port that is known before it listens. */
    const start = async (service: Service, signal = new AbortController().signal) => {
      const port = await freePort();
      const settings = loadSettings({ ...environment, REEVE_PORT: String(port) });
      const started = startServices([service], { settings, signal, logger: createLogger(settings) });
      onTestFinished(() => started.then((running) => running.close()).catch(() => undefined));
      const missing = async () => {
        const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined);
        if (answer === undefined) return 'no answer';
        const { extra } = (await answer.json()) as { extra?: { parts: readonly string[] } };
        return extra?.parts.toSorted() ?? [];
      };
      return { port, started, missing };
    };

    it('say what is missing until it is there, in any order, and then take requests', async () => {
      await Promise.all(Object.values(servers).map((server) => server.kill()));
      const waiting = await start(users);
      // Tells it how people may sign up.
      const telling = await start(config);
      const asking = await start(gateway);
      await expect
        .poll(waiting.missing, PATIENCE)
        .toEqual(['bus', 'document store', 'event store', 'key store']);
      await expect.poll(asking.missing, PATIENCE).toEqual(['bus', 'document store', 'key store']);
      expect((await fetch(`http://127.0.0.1:${asking.port}/health/live`)).status).toBe(200);
      const refused = await fetch(`http://127.0.0.1:${asking.port}/api/v1/auths/signin`, { method: 'POST' });
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);

      await servers.mongodb.restart();
      await expect.poll(waiting.missing, PATIENCE).toEqual(['bus', 'event store', 'key store']);
      await servers.nats.restart();
      await expect.poll(waiting.missing, PATIENCE).toEqual(['event store']);
      await servers.eventstoredb.restart();
      await Promise.all([waiting.started, telling.started, asking.started]);
      await expect.poll(waiting.missing, PATIENCE).toEqual([]);
      await expect.poll(telling.missing, PATIENCE).toEqual([]);
      await expect.poll(asking.missing, PATIENCE).toEqual([]);
      const account = { name: 'Ada', email: 'ada@example.com', password: 'correct horse battery staple' };
      const signedUp = await fetch(`http://127.0.0.1:${asking.port}/api/v1/auths/signup`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(account),
      });
      expect(signedUp.status).toBe(200);
    });

    it('stop while they wait, and leave nothing open', async () => {
      await servers.nats.kill();
      const stopping = new AbortController();
      const { started, missing } = await start(users, stopping.signal);
      await expect.poll(missing, PATIENCE).toEqual(['bus', 'key store']);
      stopping.abort();
      await expect(started).rejects.toThrow('aborted');
      expect(await missing()).toBe('no answer');
      await servers.nats.restart();
    });
  },
  { timeout: 90_000 },
);
