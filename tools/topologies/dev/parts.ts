import { startEventStoreDB } from '@reeve/testing/eventstoredb';
import { startMongoServer } from '@reeve/testing/mongodb';
import { startNatsServer } from '@reeve/testing/nats';
import { startRedisServer } from '@reeve/testing/redis';
import type { TestServer } from '@reeve/testing/servers';

/** What the services share, and what is started for it when no URL is given. */
export interface SharedPart {
  readonly name: string;
  /** The setting that names a real one. */
  readonly variable: string;
  readonly standIn: string;
  /** The variable that says where the stand-in is installed; absent where it comes with Reeve. */
  readonly program?: string;
  start(): Promise<TestServer>;
  /** What the services are told. */
  url(server: TestServer): string;
}

/** Documents of 10 MB may be imported, and exported again. */
const MAX_PAYLOAD = 'max_payload: 16MB\n';

export const SHARED_PARTS: readonly SharedPart[] = [
  {
    name: 'bus and keys',
    variable: 'REEVE_BUS_URL',
    standIn: 'nats-server',
    program: 'REEVE_TEST_NATS_SERVER',
    start: () => startNatsServer({ jetStream: true, config: MAX_PAYLOAD }),
    url: ({ url }) => url,
  },
  {
    name: 'event store',
    variable: 'REEVE_EVENT_STORE_URL',
    standIn: 'the double of EventStoreDB',
    start: () => startEventStoreDB({ storage: 'file' }),
    url: ({ url }) => url,
  },
  {
    name: 'document store',
    variable: 'REEVE_DOCUMENT_STORE_URL',
    standIn: 'mongo-java-server',
    program: 'REEVE_TEST_MONGODB_STANDIN',
    start: () => startMongoServer({ isForLong: true }),
    url: ({ url }) => `${url}/reeve`,
  },
  {
    name: 'rate limiter',
    variable: 'REEVE_RATE_LIMIT_URL',
    standIn: 'redis-server',
    program: 'REEVE_TEST_REDIS_SERVER',
    start: () => startRedisServer(),
    url: ({ url }) => url,
  },
];
