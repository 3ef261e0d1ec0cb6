import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
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
  /**
   * Has another server take the connections of this port from now on, without a moment in which nobody takes them: whoever was
   * connected in it would be reset, and could not know what became of the request. What is not answered yet, or comes over the
   * connections that there are, becomes the other one's, which gives the port free when it is closed.
   *
   * @param successor that does not listen; it is listening at the end.
   */
  handOver(successor: Server): Promise<void>;
  /** Gives the port free, unless it was handed over, when those who have asked are answered. */
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
  let successor: Server | undefined;
  const server = createServer((request, response) => {
    if (successor !== undefined) {
      passOn(request, response, successor);
      return;
    }
    answerTo(request, options).then(
      (answer) => {
        if (successor === undefined) send(response, answer);
        else passOn(request, response, successor);
      },
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
    handOver: async (to) => {
      successor = to;
      const isListening = once(to, 'listening');
      // Both have the system's one socket now, and who listened last takes the connections.
      to.listen(server);
      await isListening;
    },
    close: async () => {
      if (successor === undefined) {
        await takeNoMore(server);
        await new Promise<void>((resolve) => server.close(() => resolve()));
      } else {
        server.closeAllConnections();
      }
    },
  };
}

/** As the last request of its connection. */
function passOn(request: IncomingMessage, response: ServerResponse, successor: Server): void {
  response.setHeader('connection', 'close');
  successor.emit('request', request, response);
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
    // The port may be handed over to another server, which is to have the next request.
    connection: 'close',
    ...headers,
  });
  response.end(body);
}
