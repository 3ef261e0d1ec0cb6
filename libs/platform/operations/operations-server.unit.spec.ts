import { EventEmitter, once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Readiness } from '../health/index.js';
import { createRegistry } from '../metrics/index.js';
import { listenForOperations } from './operations-server.js';

const readiness = new Readiness();

async function ask(path: string, method = 'GET') {
  const server = await listenForOperations({
    address: { host: '127.0.0.1', port: 0 },
    readiness,
    registry: createRegistry(),
  });
  const response = await fetch(`${server.url}${path}`, { method });
  const body = await response.text();
  await server.close();
  return { status: response.status, headers: response.headers, body };
}

describe('A process that is not ready', () => {
  it('lives, and names what is missing without saying why', async () => {
    readiness.await('event store');
    readiness.register('bus', () => Promise.reject(new Error('password=hunter2')));
    readiness.register('document store', () => Promise.resolve());

    expect((await ask('/health/live')).status).toBe(200);
    const answer = await ask('/health/ready');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(JSON.parse(answer.body)).toEqual({
      status_code: 503,
      detail: 'Not ready: event store, bus',
      extra: { code: 'NOT-READY', parts: ['event store', 'bus'], retry_after: 2 },
    });
  });

  it.each(['GET', 'POST'])('refuses every other %s for the time being', async (method) => {
    const { status, headers } = await ask('/api/v1/config/connections', method);
    expect([status, headers.get('retry-after')]).toEqual([503, '2']);
  });

  it('names a part that does not answer', { timeout: 5_000 }, async () => {
    readiness.register('bus', () => new Promise(() => undefined));
    expect((await ask('/health/ready')).body).toContain('Not ready: event store, bus');
  });
});

describe('A process that is ready', () => {
  it('says so, and gives its metrics', async () => {
    readiness.register('event store', () => Promise.resolve());
    readiness.register('bus', () => Promise.resolve());
    readiness.starts();
    expect((await ask('/health/ready')).body).toContain('Not ready: start');
    readiness.started();
    expect(JSON.parse((await ask('/health/ready')).body)).toEqual({ status: true });
    const metrics = await ask('/metrics');
    expect(metrics.headers.get('content-type')).toContain('text/plain');
    expect(metrics.body).toContain('process_cpu_user_seconds_total');
  });

  it.each([
    ['GET', '/api/v1/config/connections', 404],
    ['POST', '/health/ready', 405],
  ])('answers %s %s with %i', async (method, path, status) => {
    expect((await ask(path, method)).status).toBe(status);
  });
});

describe('A port that is handed over', () => {
  const REQUEST = 'GET /other HTTP/1.1\r\nHost: x\r\n\r\n';

  async function aHandover() {
    const operations = await listenForOperations({
      address: { host: '127.0.0.1', port: 0 },
      readiness,
      registry: createRegistry(),
    });
    const other: Server = createServer((_request, response) => void response.end('the other one'));
    onTestFinished(() => {
      other.close();
      other.closeAllConnections();
    });
    const port = Number(new URL(operations.url).port);
    return { operations, other, client: (): Socket => connect(port, '127.0.0.1') };
  }

  it('takes everybody who comes meanwhile, and the other one answers', async () => {
    const { operations, other, client } = await aHandover();
    const coming: Socket[] = [];
    for (let nth = 0; nth < 100; nth++) {
      if (nth === 50) void operations.handOver(other);
      coming.push(client());
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const each of coming) each.end(REQUEST);
    const answers = await Promise.all(coming.map((each) => text(each)));
    expect(answers.slice(50).filter((answer) => !answer.endsWith('the other one'))).toEqual([]);
    expect(answers.filter((answer) => !answer.startsWith('HTTP/1.1 200'))).toEqual([]);
    await operations.close();
  });

  // In between two sockets there would be a moment, too short for a specification to meet it.
  it.runIf(process.platform === 'linux')('is one socket of the system all the time', async () => {
    const { operations, other } = await aHandover();
    const port = Number(new URL(operations.url).port);
    const before = await listeningSockets(port);
    expect(before).toHaveLength(1);
    await operations.handOver(other);
    expect(await listeningSockets(port)).toEqual(before);
    await operations.close();
    expect(await listeningSockets(port)).toEqual(before);
  });

  it('has what comes over a connection from before answered by the other one, as the last of it', async () => {
    const { operations, other, client } = await aHandover();
    const open = client();
    await once(open, 'connect');
    await operations.handOver(other);
    open.write(REQUEST);
    expect(await text(open)).toMatch(/^connection: close\r$[^]*the other one$/im);
    await operations.close();
  });

  it('has what is not answered yet answered by the other one', async () => {
    const { operations, other, client } = await aHandover();
    const part = new EventEmitter();
    const isAsked = once(part, 'asked');
    readiness.register('slow', async () => {
      part.emit('asked');
      await once(part, 'answers');
    });
    const open = client();
    open.write(REQUEST);
    await isAsked;
    await operations.handOver(other);
    part.emit('answers');
    expect(await text(open)).toContain('the other one');
    await operations.close();
  });

  it('stays open when operations close, and is free when the other one does', async () => {
    const { operations, other, client } = await aHandover();
    await operations.handOver(other);
    await operations.close();
    const open = client();
    open.end(REQUEST);
    expect(await text(open)).toContain('the other one');
    await new Promise((resolve) => other.close(resolve));
    await expect(once(client(), 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

/** Inodes: see proc_net(5). */
async function listeningSockets(port: number): Promise<readonly string[]> {
  const LISTENS = '0A';
  const sockets = (await readFile('/proc/net/tcp', 'utf8')).trim().split('\n').slice(1);
  return sockets.flatMap((line) => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
    return state === LISTENS && Number.parseInt(local.split(':')[1] ?? '', 16) === port ? [inode] : [];
  });
}
