import { once } from 'node:events';
import { connect } from 'node:net';
import { onTestFinished } from 'vitest';

/** Speaks NATS by hand, until the test is over: no client lets through what this one sends. */
export interface RawConnection {
  /** @param headers as they stand on the wire after the line of the version, each with its line break. */
  publish(subject: string, replyTo: string, headers: string, body: string | Buffer): void;
  /** Resolves when the server has read everything before it. */
  flush(): Promise<void>;
}

export async function aRawConnection(url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).setNoDelay();
  onTestFinished(() => void socket.destroy());
  let said = '';
  socket.setEncoding('latin1').on('data', (text: string) => {
    said += text;
  });
  await once(socket, 'connect');
  socket.write('CONNECT {"verbose":false,"headers":true,"no_responders":true}\r\n');
  return {
    publish: (subject, replyTo, headers, body) => {
      const head = Buffer.from(`NATS/1.0\r\n${headers}\r\n`, 'latin1');
      const payload = Buffer.from(body);
      socket.write(`HPUB ${subject} ${replyTo} ${head.length} ${head.length + payload.length}\r\n`);
      socket.write(Buffer.concat([head, payload, Buffer.from('\r\n')]));
    },
    flush: async () => {
      said = '';
      socket.write('PING\r\n');
      while (!said.includes('PONG')) await once(socket, 'data');
      if (said.includes('-ERR')) throw new Error(said);
    },
  };
}
