import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { startEventStoreDB } from '@reeve/testing/eventstoredb';
import { startMongoServer } from '@reeve/testing/mongodb';
import { startNatsServer } from '@reeve/testing/nats';
import { startRedisServer } from '@reeve/testing/redis';
import type { TestServer } from '@reeve/testing/servers';
import { program, serve } from './child.js';
import type { Server } from './child.js';
import { NODE_OPTIONS } from './reeve.js';

const { resolve } = createRequire(import.meta.url);
/** By the name of the service. The gateway last: it is asked first. */
const PROGRAMS = {
  audit: '@reeve/audit-service/main',
  billing: '@reeve/billing-service/main',
  config: '@reeve/config-service/main',
  users: '@reeve/users-service/main',
  gateway: '@reeve/gateway/main',
} as const;
export type ServiceName = keyof typeof PROGRAMS;

/** Reeve as five services, and the bare chain, on the same bus. */
export interface Fleet {
  readonly services: Readonly<Record<ServiceName, Server>>;
  /** A gateway that sends over the bus to an echo, and does nothing else. */
  readonly bareChain: Server;
  stop(): Promise<void>;
}

/**
 * Starts the servers that the services share (an event store and a document store that stand in for the real ones, unless
 * `REEVE_BENCH_EVENTSTOREDB_URL` and `REEVE_BENCH_MONGODB_URL` name those), then the services.
 */
export async function startFleet(): Promise<Fleet> {
  const nats = await startNatsServer({ jetStream: true });
  const servers: TestServer[] = [nats];
  const own = async (start: Promise<TestServer>): Promise<string> => {
    const server = await start;
    servers.push(server);
    return server.url;
  };
  const environment = {
    REEVE_PORT: '0',
    REEVE_MASTER_KEY: randomBytes(32).toString('hex'),
    REEVE_BUS_URL: nats.url,
    REEVE_EVENT_STORE_URL:
      process.env['REEVE_BENCH_EVENTSTOREDB_URL'] ?? (await own(startEventStoreDB({ storage: 'file' }))),
    REEVE_DOCUMENT_STORE_URL:
      process.env['REEVE_BENCH_MONGODB_URL'] ?? `${await own(startMongoServer({ isForLong: true }))}/reeve`,
    REEVE_RATE_LIMIT_URL: await own(startRedisServer()),
    // One administrator is the whole load: the limiter counts every request, and lets it pass.
    REEVE_ADMIN_RATE_LIMIT: '100000000',
  };
  const services: Partial<Record<ServiceName, Server>> = {};
  for (const [name, main] of Object.entries(PROGRAMS)) {
    services[name as ServiceName] = await serve(resolve(main), environment, NODE_OPTIONS);
  }
  const echo = await serve(program('echo-service'), { NATS_URL: nats.url });
  const bareChain = await serve(program('echo-gateway'), { NATS_URL: nats.url });
  return {
    services: services as Record<ServiceName, Server>,
    bareChain,
    stop: async () => {
      const processes = [bareChain, echo, ...Object.values(services).reverse()];
      for (const each of processes) await each.stop();
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}
