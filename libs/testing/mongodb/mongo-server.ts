import { delimiter, join } from 'node:path';
import { partPath } from '../servers/parts.js';
import { startTestServer } from '../servers/test-server.js';
import type { TestServer } from '../servers/test-server.js';

/** MiB; does for 100,000 documents. */
const HEAP = 1024;
/**
 * The second of its compilers takes half a minute of work until it has made this faster, and meanwhile the processors from all who ask: a
 * test has long ended then.
 */
const FIRST_COMPILER_ALONE = '-XX:TieredStopAtLevel=1';

export interface MongoServerOptions {
  /** It is loaded for minutes, and to be as fast then as it gets. */
  readonly isForLong?: boolean;
}

/**
 * What stands in for MongoDB: mongo-java-server, in memory alone: one that was restarted has forgotten everything. Neither
 * authentication nor replica set.
 */
export function startMongoServer({ isForLong = false }: MongoServerOptions = {}): Promise<TestServer> {
  return startTestServer({
    command: ({ port }) => {
      const folder = partPath('mongodb-stand-in');
      const classPath = [folder, join(folder, '*')].join(delimiter);
      const compilers = isForLong ? [] : [FIRST_COMPILER_ALONE];
      const options = [`-Xmx${HEAP}m`, '-XX:+UseSerialGC', ...compilers, '-cp', classPath];
      return ['java', ...options, 'MongoStandIn', String(port)];
    },
    url: ({ port }) => `mongodb://127.0.0.1:${port}`,
    ready: /Listening on/,
  });
}
