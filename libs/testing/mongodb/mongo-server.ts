import { delimiter, join } from 'node:path';
import { partPath } from '../servers/parts.js';
import { startTestServer } from '../servers/test-server.js';
import type { TestServer } from '../servers/test-server.js';

/** MiB; does for 100,000 documents. */
const HEAP = 1024;
/**
 * The second of its compilers takes half a minute of work to make this faster by a tenth, and meanwhile the processors from all who ask: a test
 * has long ended then.
 */
const FIRST_COMPILER_ALONE = '-XX:TieredStopAtLevel=1';

/**
 * What stands in for MongoDB: mongo-java-server, in memory alone: one that was restarted has forgotten everything. Neither
 * authentication nor replica set.
 */
export function startMongoServer(): Promise<TestServer> {
  return startTestServer({
    command: ({ port }) => {
      const folder = partPath('mongodb-stand-in');
      const classPath = [folder, join(folder, '*')].join(delimiter);
      const options = [`-Xmx${HEAP}m`, '-XX:+UseSerialGC', FIRST_COMPILER_ALONE, '-cp', classPath];
      return ['java', ...options, 'MongoStandIn', String(port)];
    },
    url: ({ port }) => `mongodb://127.0.0.1:${port}`,
    ready: /Listening on/,
  });
}
