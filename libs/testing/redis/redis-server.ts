import { partPath } from '../servers/parts.js';
import { startTestServer } from '../servers/test-server.js';
import type { TestServer } from '../servers/test-server.js';

/**
 * A real Redis, in memory alone: one that was restarted has forgotten everything.
 *
 * @param options.password what clients have to say; it is in the URL.
 */
export function startRedisServer({ password }: { readonly password?: string } = {}): Promise<TestServer> {
  const credentials = password === undefined ? '' : `:${encodeURIComponent(password)}@`;
  return startTestServer({
    command: ({ port, folder }) => [
      partPath('redis-server'),
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder],
      ...['--save', '', '--appendonly', 'no'],
      ...(password === undefined ? [] : ['--requirepass', password]),
    ],
    url: ({ port }) => `redis://${credentials}127.0.0.1:${port}`,
    ready: /Ready to accept connections/,
  });
}
