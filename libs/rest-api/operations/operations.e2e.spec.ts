import { Readiness } from '@reeve/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSampleApp } from '../http/testing/start-sample-app.js';
import type { SampleApp } from '../http/testing/start-sample-app.js';

let sample: SampleApp;
beforeAll(async () => {
  sample = await startSampleApp();
});
afterAll(() => sample.app.close());

describe('Health', () => {
  it('is public, whatever credential comes along', async () => {
    const answer = await sample.app.inject({ url: '/health', headers: { authorization: 'Bearer nonsense' } });
    expect([answer.statusCode, answer.json()]).toEqual([200, { status: true }]);
    expect(sample.bus.asked).toEqual([]);
  });

  it('is ready while every part is, and names those that are not without saying why', async () => {
    const readiness = sample.app.get(Readiness);
    readiness.register('event store', () => Promise.resolve());
    expect((await sample.app.inject({ url: '/health/ready' })).statusCode).toBe(200);
    readiness.register('document store', () => Promise.reject(new Error('password=hunter2')));
    const answer = await sample.app.inject({ url: '/health/ready' });
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBe('2');
    expect(answer.json()).toMatchObject({
      detail: 'Not ready: document store',
      extra: { code: 'NOT-READY', parts: ['document store'] },
    });
    expect(answer.body).not.toContain('hunter2');
    for (const url of ['/ready', '/health/db'])
      expect((await sample.app.inject({ url })).statusCode).toBe(503);
    readiness.register('document store', () => Promise.resolve());
    for (const url of ['/health/ready', '/ready', '/health/db']) {
      expect((await sample.app.inject({ url })).statusCode).toBe(200);
    }
  });
});

describe('Metrics', () => {
  const read = async (app: SampleApp, headers: Record<string, string> = {}) => {
    const answer = await app.app.inject({ url: '/metrics', headers });
    return { status: answer.statusCode, text: answer.body, type: answer.headers['content-type'] };
  };

  it('are for administrators', async () => {
    expect((await read(sample)).status).toBe(401);
    expect((await read(sample, sample.bearer(sample.bus.person('user')))).status).toBe(403);
    const answer = await read(sample, sample.bearer(sample.bus.person('admin')));
    expect(answer.status).toBe(200);
    expect(answer.type).toContain('text/plain; version=0.0.4');
    expect(answer.text).toContain('process_cpu_user_seconds_total');
  });

  it('are for everybody when the setting says so', async () => {
    const open = await startSampleApp({ env: { REEVE_METRICS_PUBLIC: 'true' } });
    expect((await read(open)).status).toBe(200);
    await open.app.close();
  });

  it('count by the template of a route, never by its path', async () => {
    const measured = await startSampleApp({ env: { REEVE_METRICS_PUBLIC: 'true' } });
    const { app } = measured;
    await app.inject({ url: '/sample/items/7' });
    await app.inject({ url: '/sample/items/8' });
    await app.inject({ url: '/nowhere/9' });
    await app.inject({ url: '/sample/session' });
    const write = { method: 'POST', url: '/sample/sign-in', headers: { 'idempotency-key': 'k' } } as const;
    await app.inject(write);
    await app.inject(write);
    const { text } = await read(measured);
    const count = (line: string) =>
      Number(
        text
          .split('\n')
          .find((each) => each.startsWith(`${line} `))
          ?.split(' ')
          .at(-1),
      );
    const duration = (labels: string) => count(`reeve_http_request_duration_seconds_count{${labels}}`);
    expect(duration('method="GET",route="/sample/items/:id",status="200"')).toBe(2);
    expect(duration('method="GET",route="unknown",status="404"')).toBe(1);
    expect(count('reeve_http_auth_failures_total{status="401"}')).toBe(1);
    expect(count('reeve_http_idempotent_replays_total')).toBe(1);
    expect(text).not.toMatch(/items\/7|nowhere/);
    await app.close();
  });

  it('count what was refused because there was too much of it', async () => {
    const limited = await startSampleApp({
      env: { REEVE_ADMIN_RATE_LIMIT: '1', REEVE_METRICS_PUBLIC: 'true' },
    });
    const headers = limited.bearer(limited.bus.person('admin'));
    for (let attempt = 0; attempt < 3; attempt++)
      await limited.app.inject({ url: '/sample/config', headers });
    expect((await read(limited)).text).toContain('reeve_http_rate_limited_total{route="/sample/config"} 2');
    await limited.app.close();
  });
});
