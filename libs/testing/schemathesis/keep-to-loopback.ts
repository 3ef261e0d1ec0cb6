import { Socket } from 'node:net';

/** From now until {@link restore}, no socket of this process connects to another machine. */
export interface LoopbackOnly {
  /** Hosts that were refused, as they were asked for. */
  readonly refused: readonly string[];
  restore(): void;
}

/**
 * For tests that make up addresses: a connection to another machine fails with `ENETUNREACH` before anything is sent, and is
 * noted. What resolves names has to be bound by other means.
 */
export function keepToLoopback(): LoopbackOnly {
  const refused: string[] = [];
  const prototype = Socket.prototype as unknown as Connecting;
  const { connect } = prototype;
  prototype.connect = function (...asked) {
    const host = hostOf(asked);
    if (host === undefined || LOOPBACK.test(host)) return connect.apply(this, asked);
    refused.push(host);
    const error = Object.assign(new Error(`${host} is another machine`), {
      code: 'ENETUNREACH',
      syscall: 'connect',
    });
    process.nextTick(() => this.destroy(error));
    return this;
  };
  return { refused, restore: () => void (prototype.connect = connect) };
}

/** Every socket, in plain text or not, connects by this. */
interface Connecting {
  connect: (this: Socket, ...asked: unknown[]) => Socket;
}

const LOOPBACK = /^(?:localhost|127\.[\d.]+|::1)$/;

/** Undefined for a local socket, and where a port alone is named: that is this machine. */
function hostOf(asked: readonly unknown[]): string | undefined {
  // `net.connect` hands its arguments over as one list.
  const [first, second] = asked.flat();
  if (typeof first === 'object' && first !== null) return (first as { readonly host?: string }).host;
  return typeof first === 'number' && typeof second === 'string' ? second : undefined;
}
