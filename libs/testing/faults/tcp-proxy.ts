import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** The network between clients and one server, which can be broken and mended. */
export interface TcpProxy {
  /** The server's URL, with this proxy in its place. */
  readonly url: string;
  /** Resets every connection, and each new one, until {@link mend}. */
  cut(): void;
  /** Passes nothing on, in either direction, and closes nothing, until {@link mend}: then what was sent meanwhile arrives. */
  stall(): void;
  /**
   * Forgets the connections that there are, as a firewall or a host that lost its power does: nothing passes through them
   * ever again, and nobody is told. New ones work at once.
   */
  forget(): void;
  /** Holds back everything that passes, in both directions, for so many milliseconds. */
  slowDown(milliseconds: number): void;
  /** Undoes all of this but what is forgotten. */
  mend(): void;
  /** Resets everything and listens no more. */
  close(): Promise<void>;
}

type State = 'mended' | 'cut' | 'stalled';

/** Listens on a free port of 127.0.0.1 for clients of the server at the URL, which need not be there yet. */
export async function startTcpProxy(serverUrl: string): Promise<TcpProxy> {
  const target = new URL(serverUrl);
  const links = new Set<Link>();
  let state: State = 'mended';
  let delayMs = 0;

  const listener = createServer({ allowHalfOpen: true }, (client) => {
    if (state === 'cut') {
      client.resetAndDestroy();
      return;
    }
    const server = connect({ host: target.hostname, port: Number(target.port), allowHalfOpen: true });
    const link = new Link(client, server, () => delayMs);
    if (state === 'stalled') link.stall();
    links.add(link);
    void link.ended.then(() => links.delete(link));
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;

  const cut = () => {
    for (const link of links) link.reset();
  };
  return {
    url: serverUrl.replace(target.host, `127.0.0.1:${port}`),
    cut: () => {
      state = 'cut';
      cut();
    },
    stall: () => {
      state = 'stalled';
      for (const link of links) link.stall();
    },
    forget: () => {
      for (const link of links) link.forget();
    },
    slowDown: (milliseconds) => {
      delayMs = milliseconds;
    },
    mend: () => {
      state = 'mended';
      delayMs = 0;
      for (const link of links) link.flow();
    },
    close: async () => {
      const closed = once(listener, 'close');
      listener.close();
      cut();
      await closed;
    },
  };
}

/** One client's connection and the one to the server that stands for it. */
class Link {
  readonly ended: Promise<unknown>;
  private isStalled = false;
  private isForgotten = false;
  private gate = Promise.resolve();
  private openGate = (): void => undefined;

  constructor(
    private readonly client: Socket,
    private readonly server: Socket,
    private readonly delayMs: () => number,
  ) {
    for (const socket of [client, server]) {
      socket.setNoDelay();
      // What breaks one side is handed on to the other by `pass`.
      socket.on('error', () => undefined);
    }
    this.ended = Promise.all([closed(client), closed(server)]);
    void this.pass(client, server);
    void this.pass(server, client);
  }

  stall(): void {
    if (this.isStalled) return;
    this.isStalled = true;
    this.gate = new Promise((resolve) => {
      this.openGate = resolve;
    });
  }

  flow(): void {
    if (this.isForgotten) return;
    this.isStalled = false;
    this.openGate();
  }

  forget(): void {
    this.stall();
    this.isForgotten = true;
  }

  reset(): void {
    this.client.resetAndDestroy();
    this.server.resetAndDestroy();
    this.openGate();
  }

  /**
   * Never more than one chunk is held here: who sends on is stopped by its own system, as over a network. Whatever becomes of
   * one side, the other learns it only through the gate.
   */
  private async pass(from: Socket, to: Socket): Promise<void> {
    const closed = new AbortController();
    to.once('close', () => closed.abort());
    try {
      // What has ended in one direction may go on in the other.
      for await (const chunk of from.iterator({ destroyOnReturn: false })) {
        if (this.delayMs() > 0) await delay(this.delayMs());
        await this.gate;
        if (!to.write(chunk as Buffer)) await once(to, 'drain', { signal: closed.signal });
      }
      await this.gate;
      to.end();
    } catch {
      await this.gate;
      to.resetAndDestroy();
    }
  }
}

/** However that came. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}
