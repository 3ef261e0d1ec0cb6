import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startTcpProxy } from './tcp-proxy.js';
import type { TcpProxy } from './tcp-proxy.js';

const SILENCE_MS = 50;

/** Says back what it is told. */
async function anEcho(): Promise<TcpProxy> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined).pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const proxy = await startTcpProxy(`echo://user:word@127.0.0.1:${port}/path?query=1`);
  onTestFinished(async () => {
    await proxy.close();
    server.close();
  });
  return proxy;
}

function aClient(proxy: TcpProxy): Socket {
  const { hostname, port } = new URL(proxy.url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  return socket;
}

async function echoOf(client: Socket, word: string): Promise<string> {
  client.write(word);
  const [chunk] = (await once(client, 'data')) as [Buffer];
  return chunk.toString();
}

/** Whether a word is not answered in a hundred times the milliseconds that it takes here. */
async function isSilent(client: Socket, word: string): Promise<boolean> {
  let heard = false;
  const listen = () => {
    heard = true;
  };
  client.once('data', listen);
  client.write(word);
  await delay(SILENCE_MS);
  client.off('data', listen);
  return !heard;
}

const resetOf = (client: Socket) =>
  once(client, 'data').catch((error: unknown) => (error as NodeJS.ErrnoException).code);

describe('The proxy', () => {
  it('keeps everything of the URL but where the server is', async () => {
    const proxy = await anEcho();
    expect(proxy.url).toMatch(/^echo:\/\/user:word@127\.0\.0\.1:\d+\/path\?query=1$/);
  });

  it('passes on what comes, and that one side has ended', async () => {
    const client = aClient(await anEcho());
    const much = 'x'.repeat(3_000_000);
    client.end(much);
    expect((await text(client)) === much).toBe(true);
  });

  it('cuts connections and refuses new ones, until it is mended', async () => {
    const proxy = await anEcho();
    const client = aClient(proxy);
    await echoOf(client, 'before');

    proxy.cut();

    expect(await resetOf(client)).toBe('ECONNRESET');
    expect(await resetOf(aClient(proxy))).toBe('ECONNRESET');
    proxy.mend();
    expect(await echoOf(aClient(proxy), 'after')).toBe('after');
  });

  it('stalls connections, also new ones, and delivers what was held back when it is mended', async () => {
    const proxy = await anEcho();
    const client = aClient(proxy);
    await echoOf(client, 'before');

    proxy.stall();

    expect(await isSilent(client, 'held ')).toBe(true);
    const late = aClient(proxy);
    expect(await isSilent(late, 'late')).toBe(true);
    proxy.mend();
    expect(await echoOf(client, 'back')).toMatch(/^held /);
    expect((await once(late, 'data')).toString()).toBe('late');
  });

  it('forgets connections for good, and serves new ones', async () => {
    const proxy = await anEcho();
    const client = aClient(proxy);
    await echoOf(client, 'before');

    proxy.forget();

    expect(await isSilent(client, 'lost')).toBe(true);
    expect(await echoOf(aClient(proxy), 'new')).toBe('new');
    proxy.mend();
    expect(await isSilent(client, 'lost')).toBe(true);
  });

  it('holds everything back for a while', async () => {
    const proxy = await anEcho();
    const client = aClient(proxy);
    proxy.slowDown(50);
    const began = performance.now();
    await echoOf(client, 'slow');
    expect(performance.now() - began).toBeGreaterThan(95);
  });

  it('resets its clients when the server is not there', async () => {
    const proxy = await startTcpProxy('echo://127.0.0.1:1');
    onTestFinished(() => proxy.close());
    expect(await resetOf(aClient(proxy))).toBe('ECONNRESET');
  });
});
