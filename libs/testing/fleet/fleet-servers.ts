import { startEventStoreDB } from '../eventstoredb/start-eventstoredb.js';
import { startTcpProxy } from '../faults/tcp-proxy.js';
import type { TcpProxy } from '../faults/tcp-proxy.js';
import { startMongoServer } from '../mongodb/mongo-server.js';
import { startNatsServer } from '../nats/nats-server.js';
import { startRedisServer } from '../redis/redis-server.js';
import type { TestServer } from '../servers/test-server.js';

/** Each with what the services call the part that it is. */
export const SERVERS = {
  nats: 'bus',
  eventstoredb: 'event store',
  mongodb: 'document store',
  redis: 'rate limiter',
} as const;

export type ServerName = keyof typeof SERVERS;

export const SERVER_NAMES = Object.keys(SERVERS) as readonly ServerName[];

/** A server and the network that services reach it by. */
export interface FleetServer {
  readonly server: TestServer;
  readonly network: TcpProxy;
}

export type FleetServers = Readonly<Record<ServerName, FleetServer>>;

/**
 * A connection that does not answer two pings is gone. Until the server knows that, it goes on to give every process of a
 * queue group its share of the requests, also one that can no longer be reached.
 */
const QUICK_TO_NOTICE = 'ping_interval: "1s"\nping_max: 2\n';

/** NATS and the event store keep on disk what they have acknowledged; MongoDB's stand-in and Redis come back empty. */
export async function startServers(): Promise<FleetServers> {
  const [nats, eventstoredb, mongodb, redis] = await Promise.all([
    behindProxy(startNatsServer({ jetStream: true, config: QUICK_TO_NOTICE })),
    behindProxy(startEventStoreDB({ storage: 'file' })),
    behindProxy(startMongoServer()),
    behindProxy(startRedisServer()),
  ]);
  return { nats, eventstoredb, mongodb, redis };
}

export async function stopServers(servers: FleetServers): Promise<void> {
  await Promise.all(
    Object.values(servers).map(async ({ server, network }: FleetServer) => {
      await network.close();
      await server.stop();
    }),
  );
}

/** Where services find them. */
export function settingsFor({ nats, eventstoredb, mongodb, redis }: FleetServers) {
  return {
    REEVE_BUS_URL: nats.network.url,
    REEVE_EVENT_STORE_URL: eventstoredb.network.url,
    REEVE_DOCUMENT_STORE_URL: `${mongodb.network.url}/reeve`,
    REEVE_RATE_LIMIT_URL: redis.network.url,
  };
}

async function behindProxy(starting: Promise<TestServer>): Promise<FleetServer> {
  const server = await starting;
  return { server, network: await startTcpProxy(server.url) };
}
