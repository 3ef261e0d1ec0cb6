import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Certificate } from './certificate.js';

export interface TestServer {
  readonly port: number;
  /** `METHOD /path` of every request, in order. */
  readonly requests: readonly string[];
  /** Headers of every request, in order. */
  readonly headers: readonly IncomingMessage['headers'][];
  readonly bodies: readonly string[];
  readonly url: (path: string, host?: string) => string;
  readonly close: () => Promise<void>;
}

export interface TestServerOptions {
  /** Makes it an https server. */
  readonly certificate?: Certificate;
  readonly host?: string;
  readonly port?: number;
  /** Whether bodies are read and recorded before the listener is called. */
  readonly bodies?: boolean;
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** An HTTP server on a free port. */
export async function startServer(
  listener: Listener,
  { certificate, host = '127.0.0.1', port = 0, bodies: readsBodies = true }: TestServerOptions = {},
): Promise<TestServer> {
  const requests: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const bodies: string[] = [];
  const recording: Listener = (request, response) => {
    requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
    headers.push(request.headers);
    if (!readsBodies) {
      listener(request, response);
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(Buffer.concat(chunks).toString());
      listener(request, response);
    });
  };
  const server =
    certificate === undefined ? createHttpServer(recording) : createHttpsServer(certificate, recording);
  const listening = await listen(server, host, port);
  const scheme = certificate === undefined ? 'http' : 'https';
  return {
    port: listening.port,
    requests,
    headers,
    bodies,
    url: (path, name = host) => `${scheme}://${name}:${String(listening.port)}${path}`,
    close: listening.close,
  };
}

/** A server that speaks whatever `talk` writes. */
export async function startTcpServer(
  talk: (socket: Socket) => void,
): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  return listen(createTcpServer(talk), '127.0.0.1', 0);
}

async function listen(
  server: Server,
  host: string,
  port: number,
): Promise<{ port: number; close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
