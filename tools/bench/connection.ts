import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

const HEAD_END = '\r\n\r\n';
const LENGTH = /^content-length: *(\d+)\r?$/im;

interface Waiting {
  readonly resolve: (status: number) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A connection that requests go over, one at a time, and no more of HTTP than that takes: on two processors, what a client takes for
 * itself the server does not get, and when answers come together the last of them waits until the client is done with the others.
 */
export class Connection {
  private received = '';
  /** How long it is with the answer that is being received, in characters: bytes. */
  private expected: number | undefined;
  private waiting: Waiting | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => this.receive(text));
    socket.on('error', (error) => this.waiting?.reject(error));
    socket.on('close', () => this.waiting?.reject(new Error('The connection was closed')));
  }

  static async open(url: string): Promise<Connection> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    return new Connection(socket);
  }

  /** @param request as {@link requestText} makes it. @returns the status, once the last byte of the answer is there. */
  ask(request: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.write(request);
    });
  }

  close(): void {
    this.waiting = undefined;
    this.socket.destroy();
  }

  private receive(text: string): void {
    this.received += text;
    this.expected ??= lengthOf(this.received);
    if (this.expected === undefined || this.received.length < this.expected) return;
    const status = Number(this.received.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length));
    this.received = '';
    this.expected = undefined;
    this.waiting?.resolve(status);
  }
}

/** Undefined while the head is incomplete. @throws when it does not say how long the body is. */
function lengthOf(received: string): number | undefined {
  const end = received.indexOf(HEAD_END);
  if (end === -1) return undefined;
  const length = LENGTH.exec(received.slice(0, end + 2))?.[1];
  if (length === undefined) throw new Error(`There is no Content-Length: ${received.slice(0, end)}`);
  return end + HEAD_END.length + Number(length);
}

/** A request of HTTP/1.1. @param body JSON, if any. */
export function requestText(
  host: string,
  {
    method,
    path,
    headers,
    body,
  }: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
  },
): string {
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const lines = Object.entries({ host, ...headers, ...length }).map(([name, value]) => `${name}: ${value}`);
  return `${[`${method} ${path} HTTP/1.1`, ...lines].join('\r\n')}${HEAD_END}${body ?? ''}`;
}
