import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createServer } from 'node:net';

import type { Server } from '@grpc/grpc-js';
import { ServerCredentials } from '@grpc/grpc-js';

import type { TlsIdentity } from '../double-options.js';

/** The connections of a gRPC server, accepted outside of it so that they can be cut one by one. */
export class Connections {
  readonly #sockets = new Map<string, Socket>();

  /** Listens on 127.0.0.1. Resolves when connections are taken. */
  async listen(port: number, server: Server, tls: TlsIdentity | undefined): Promise<void> {
    const injector = server.createConnectionInjector(toCredentials(tls));
    const listener = createServer((socket) => {
      const peer = `${socket.remoteAddress ?? ''}:${socket.remotePort ?? 0}`;
      this.#sockets.set(peer, socket);
      socket.setNoDelay(true);
      socket.on('close', () => this.#sockets.delete(peer)).on('error', () => undefined);
      injector.injectConnection(socket);
    });
    listener.listen(port, '127.0.0.1');
    await once(listener, 'listening');
  }

  /** Resets the connection of this peer, `address:port`. */
  cut(peer: string): void {
    this.#sockets.get(peer)?.resetAndDestroy();
  }

  cutAll(): void {
    for (const socket of this.#sockets.values()) socket.resetAndDestroy();
  }
}

function toCredentials(tls: TlsIdentity | undefined): ServerCredentials {
  if (tls === undefined) return ServerCredentials.createInsecure();
  const pair = { private_key: Buffer.from(tls.key), cert_chain: Buffer.from(tls.cert) };
  return ServerCredentials.createSsl(null, [pair]);
}
