import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { partPath } from '../servers/parts.js';
import { startTestServer } from '../servers/test-server.js';
import type { ServerPlace, TestServer } from '../servers/test-server.js';

export interface NatsServerOptions {
  /**
   * The server's configuration beyond where it listens and keeps its data: users, limits, TLS. A function is asked again at
   * every start, so that a server can come back as another one than it was.
   */
  readonly config?: string | (() => string);
  /** Streams in files, every write on the disk before it is acknowledged. */
  readonly jetStream?: boolean;
  /** What the configuration refers to as `$NAME`. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Of the URL: `tls` says that clients have to ask for it. */
  readonly scheme?: 'nats' | 'tls';
  /** `user:password` or a token; stands in the URL. */
  readonly credentials?: string;
}

/** A real nats-server. */
export function startNatsServer(options: NatsServerOptions = {}): Promise<TestServer> {
  const { jetStream = false, environment = {}, scheme = 'nats', credentials } = options;
  return startTestServer({
    command: (place) => [
      partPath('nats-server'),
      ...['--addr', '127.0.0.1', '--port', String(place.port)],
      ...['--config', writeConfiguration(place, options)],
      ...(jetStream ? ['--jetstream', '--store_dir', join(place.folder, 'jetstream')] : []),
    ],
    environment,
    url: ({ port }) => `${scheme}://${credentials === undefined ? '' : `${credentials}@`}127.0.0.1:${port}`,
    ready: /Server is ready/,
  });
}

function writeConfiguration({ folder }: ServerPlace, { config = '', jetStream }: NatsServerOptions): string {
  const file = join(folder, 'nats-server.conf');
  const durable = jetStream === true ? 'jetstream { sync_interval: always }\n' : '';
  writeFileSync(file, durable + (typeof config === 'string' ? config : config()), { mode: 0o600 });
  return file;
}
