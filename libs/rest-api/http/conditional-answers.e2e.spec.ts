import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSampleApp } from './testing/start-sample-app.js';
import type { SampleApp } from './testing/start-sample-app.js';

let sample: SampleApp;
let admin: { authorization: string };
beforeAll(async () => {
  sample = await startSampleApp();
  admin = sample.bearer(sample.bus.person('admin'));
});
afterAll(() => sample.app.close());

function get(url: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') {
  return sample.app.inject({ method, url, headers: { ...admin, ...headers } });
}

describe('A read', () => {
  it('has the tag that its handler gives it', async () => {
    expect((await get('/sample/revision')).headers).toMatchObject({
      etag: '"7"',
      'cache-control': 'private, no-cache',
    });
  });

  it('has a digest for a tag otherwise, the same as long as nothing changes', async () => {
    const [first, second, other] = await Promise.all(
      ['/sample/config', '/sample/config', '/sample/'].map((url) => get(url)),
    );
    expect(first?.headers.etag).toMatch(/^"[\w-]{27}"$/);
    expect(second?.headers.etag).toBe(first?.headers.etag);
    expect(other?.headers.etag).not.toBe(first?.headers.etag);
  });

  it.each(['"7"', 'W/"7"', '"6", "7"', '*'])('is 304 without a body for If-None-Match: %s', async (tag) => {
    const answer = await get('/sample/revision', { 'if-none-match': tag });
    expect([answer.statusCode, answer.body]).toEqual([304, '']);
    expect(answer.headers).toMatchObject({ etag: '"7"', 'x-request-id': expect.any(String) as string });
  });

  it.each(['"6"', '7', '"7', ''])('is 200 for If-None-Match: %s', async (tag) => {
    expect((await get('/sample/revision', { 'if-none-match': tag })).statusCode).toBe(200);
  });

  it('is 304 for a digest as well', async () => {
    const { etag } = (await get('/sample/config')).headers;
    expect((await get('/sample/config', { 'if-none-match': String(etag) })).statusCode).toBe(304);
  });

  it('of bytes has a tag as well, and is 304 for it', async () => {
    const answer = await get('/sample/made');
    expect([answer.statusCode, answer.json()]).toEqual([200, { made: 'before' }]);
    expect(answer.headers.etag).toMatch(/^"[\w-]{27}"$/);
    const unchanged = await get('/sample/made', { 'if-none-match': String(answer.headers.etag) });
    expect([unchanged.statusCode, unchanged.body]).toEqual([304, '']);
  });

  it('can be asked for its head', async () => {
    const [head, body] = [await get('/sample/revision', {}, 'HEAD'), await get('/sample/revision')];
    expect([head.statusCode, head.body]).toEqual([200, '']);
    expect(head.headers['content-length']).toBe(String(body.body.length));
    expect(head.headers.etag).toBe('"7"');
    const unchanged = await get('/sample/revision', { 'if-none-match': '"7"' }, 'HEAD');
    expect([unchanged.statusCode, unchanged.body]).toEqual([304, '']);
  });

  it('that may not be kept has no tag, and errors neither', async () => {
    expect((await get('/health')).headers).not.toHaveProperty('etag');
    const missing = await get('/nowhere', { 'if-none-match': '*' });
    expect(missing.statusCode).toBe(404);
    expect(missing.headers).toMatchObject({ 'cache-control': 'no-store' });
    expect(missing.headers).not.toHaveProperty('etag');
  });
});

describe('A write', () => {
  const write = (headers: Record<string, string>) =>
    sample.app.inject({ method: 'PUT', url: '/sample/write', headers: { ...admin, ...headers } });

  it.each([
    [{}, null],
    [{ 'if-match': '"7"' }, ['7']],
    [{ 'if-match': '"7", "8"' }, ['7', '8']],
    [{ 'if-match': '*' }, ['*']],
    [{ 'if-match': 'W/"7"' }, ['W/"7"']],
  ])('is given the tags of %j', async (headers, ifMatch) => {
    expect((await write(headers)).json()).toMatchObject({ ifMatch });
  });

  it.each(['7', '"7', '', '"7" "8"'])('with If-Match: %j is 400', async (tags) => {
    const answer = await write({ 'if-match': tags });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ extra: { code: 'IF-MATCH-MALFORMED' } });
  });
});
