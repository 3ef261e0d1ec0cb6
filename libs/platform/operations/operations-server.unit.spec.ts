import { describe, expect, it } from 'vitest';
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
