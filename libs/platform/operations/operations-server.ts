import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import type { Readiness } from '../health/index.js';
import type { Settings } from '../settings/index.js';
import { takeNoMore } from '../shutdown/index.js';

export interface OperationsOptions {
  readonly address: Pick<Settings, 'host' | 'port'>;
  readonly readiness: Readiness;
  readonly registry: Registry;
}

export interface OperationsServer {
  /** `http://127.0.0.1:9090`. */
  readonly url: string;
  /** Gives the port free, when those who have asked are answered. */
  close(): Promise<void>;
}

/** Seconds after which it is worth asking again. */
const RETRY_AFTER = 2;

/**
 * What those who run Reeve look at, from a process's first moment on: `/health` (also `/health/live`), `/health/ready`
 * (also `/ready` and `/health/db`) and `/metrics`. It needs none of the process's parts, so that it can say which of them are missing. A process that will serve
 * more on this port answers everything else with 503 until then.
 *
 * @throws the error of `listen`, when this process cannot have the address.
 */
export async function listenForOperations(options: OperationsOptions): Promise<OperationsServer> {
  const { host, port } = options.address;
  const server = createServer((request, response) => {
    answerTo(request, options).then(
      (answer) => send(response, answer),
      (error: unknown) => response.destroy(error as Error),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://${hostInUrl(host)}:${actual}`,
    close: async () => {
      await takeNoMore(server);
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** An IPv6 address stands in brackets. */
export function hostInUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function answerTo(
  { method, url = '' }: IncomingMessage,
  { readiness, registry }: OperationsOptions,
): Promise<Answer> {
  const [path = ''] = url.split('?', 1);
  const reads = method === 'GET' || method === 'HEAD';
  if (reads && (path === '/health' || path === '/health/live')) return HEALTHY;
  if (reads && path === '/metrics') {
    return { status: 200, body: await registry.metrics(), headers: { 'content-type': registry.contentType } };
  }
  const missing = await readiness.missing();
  if (missing.length > 0) return notReady(missing);
  if (!reads) return failure(405, 'METHOD-NOT-ALLOWED', 'Method Not Allowed');
  return READY_PATHS.has(path) ? HEALTHY : failure(404, 'ROUTE-UNKNOWN', 'Not Found');
}

/** The last two as Open WebUI has them. */
const READY_PATHS = new Set(['/health/ready', '/ready', '/health/db']);
const HEALTHY: Answer = { status: 200, body: JSON.stringify({ status: true }) };

function notReady(parts: readonly string[]): Answer {
  const extra = { parts, retry_after: RETRY_AFTER };
  const answer = failure(503, 'NOT-READY', `Not ready: ${parts.join(', ')}`, extra);
  return { ...answer, headers: { 'retry-after': String(RETRY_AFTER) } };
}

function failure(status: number, code: string, detail: string, extra: object = {}): Answer {
  return { status, body: JSON.stringify({ status_code: status, detail, extra: { code, ...extra } }) };
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    // The port may be given to another server: nobody is to send it a second request over this connection.
    connection: 'close',
    ...headers,
  });
  response.end(body);
}
