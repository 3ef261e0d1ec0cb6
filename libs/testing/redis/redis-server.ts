import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { partPath } from '../servers/parts.js';
import { startTestServer } from '../servers/test-server.js';
import type { ServerPlace, TestServer } from '../servers/test-server.js';

export interface RedisServerOptions {
  /** What clients have to say; it is in the URL. */
  readonly password?: string;
  /** PEM texts of a certificate for `localhost`, which the URL names then. Without it, the server does not speak TLS. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** A real Redis, in memory alone: one that was restarted has forgotten everything. */
export function startRedisServer(options: RedisServerOptions = {}): Promise<TestServer> {
  const { password, tls } = options;
  const credentials = password === undefined ? '' : `:${encodeURIComponent(password)}@`;
  return startTestServer({
    command: (place) => [
      partPath('redis-server'),
      ...['--bind', '127.0.0.1', '--dir', place.folder],
      ...['--save', '', '--appendonly', 'no'],
      ...(password === undefined ? [] : ['--requirepass', password]),
      ...(tls === undefined ? ['--port', String(place.port)] : tlsAlone(place, tls)),
    ],
    url: ({ port }) =>
      tls === undefined
        ? `redis://${credentials}127.0.0.1:${port}`
        : `rediss://${credentials}localhost:${port}`,
    ready: /Ready to accept connections/,
  });
}

function tlsAlone({ port, folder }: ServerPlace, tls: { readonly cert: string; readonly key: string }) {
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  writeFileSync(certFile, tls.cert);
  writeFileSync(keyFile, tls.key, { mode: 0o600 });
  return [
    ...['--port', '0', '--tls-port', String(port)],
    ...['--tls-cert-file', certFile, '--tls-key-file', keyFile, '--tls-auth-clients', 'no'],
  ];
}
