import { once } from 'node:events';
import { createConnection, createServer } from 'node:net';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import type { Faults, FaultSwitches } from './faults.js';

/** What the process that started the server tells it, beside the protocol: one command for each connection. */
export type ControlCommand =
  { readonly kind: 'set faults'; readonly switches: FaultSwitches } | { readonly kind: 'cut connections' };

/** A Unix socket in the server's own folder, which reaches also a server that was restarted. */
function socketIn(folder: string): string {
  return join(folder, 'control');
}

/** Carries out each command before it is answered. */
export async function takeControlIn(
  folder: string,
  carryOut: (command: ControlCommand) => void,
): Promise<void> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let command = '';
    // Not read by iteration, which would destroy the socket before it is answered.
    socket.setEncoding('utf8').on('data', (chunk: string) => (command += chunk));
    socket.on('end', () => {
      carryOut(JSON.parse(command) as ControlCommand);
      socket.end('done');
    });
  });
  // One that was killed has left it behind.
  await rm(socketIn(folder), { force: true });
  server.listen(socketIn(folder));
  await once(server, 'listening');
}

/** @param folder of a server that runs. */
export function faultsOfServerIn(folder: string): Faults {
  const set = (switches: FaultSwitches) => command(folder, { kind: 'set faults', switches });
  return { set, clear: () => set({}), cutConnections: () => command(folder, { kind: 'cut connections' }) };
}

/** @throws Error when the server does not run, or ended before it answered. */
async function command(folder: string, content: ControlCommand): Promise<void> {
  const socket = createConnection({ path: socketIn(folder), allowHalfOpen: true });
  socket.end(JSON.stringify(content));
  const answer = await text(socket);
  if (answer !== 'done') throw new Error('The server ended before it took the command');
}
