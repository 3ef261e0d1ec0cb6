import { once } from 'node:events';
import { createServer } from 'node:net';
import { randomInt } from 'node:crypto';

/**
 * Below those that the system gives to outgoing connections (32768 and up on Linux): else, while a server is down, a client
 * that tries to reach it again and again could be given the very port that it connects to.
 */
const LOWEST = 10_240;
const HIGHEST = 32_767;

/** A port of 127.0.0.1 that nobody listens on now, and that stays free of clients while the server on it is restarted. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST, HIGHEST + 1);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  try {
    probe.listen(port, '127.0.0.1');
    await once(probe, 'listening');
  } catch {
    return false;
  }
  probe.close();
  await once(probe, 'close');
  return true;
}
