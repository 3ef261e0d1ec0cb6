import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSampleApp } from './testing/start-sample-app.js';
import type { SampleApp } from './testing/start-sample-app.js';

let sample: SampleApp;
beforeAll(async () => {
  sample = await startSampleApp();
});
afterAll(() => sample.app.close());

const JSON_TYPE = { 'content-type': 'application/json' };

function post(url: string, payload: string | Buffer, headers: Record<string, string> = JSON_TYPE) {
  return sample.app.inject({ method: 'POST', url, payload, headers });
}

describe('A body', () => {
  it('is read into its DTO', async () => {
    const answer = await post('/sample/body', '{"text":"a","flag":"on","unknown":1}');
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({ text: 'a', flag: true });
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonx',
    'x',
  ])('of type %s is 415', async (type) => {
    const answer = await post('/sample/body', '{"text":"a"}', { 'content-type': type });
    expect(answer.statusCode).toBe(415);
    expect(answer.json()).toMatchObject({ status_code: 415, extra: { code: 'MEDIA-TYPE-UNSUPPORTED' } });
  });

  it('without a type, or compressed, is 415', async () => {
    expect((await post('/sample/body', '{}', {})).statusCode).toBe(415);
    expect((await post('/sample/body', '{}', { ...JSON_TYPE, 'content-encoding': 'gzip' })).statusCode).toBe(
      415,
    );
  });

  it('may say its character set', async () => {
    const answer = await post('/sample/body', '{"text":"ä"}', {
      'content-type': 'application/json; charset=UTF-8',
    });
    expect(answer.json()).toEqual({ text: 'ä' });
  });

  it.each([
    ['malformed', '{"text":', ['body', 8], 'json_invalid'],
    ['deep', '['.repeat(300_000), ['body', 64], 'json_limit'],
    [
      'of a million keys',
      `{${Array.from({ length: 1_000_000 }, () => '"":0')
        .join()
        .slice(0, 1_000_000)}}`,
      null,
      'json_limit',
    ],
    ['poisoned', '{"text":"a","__proto__":{"isAdmin":true}}', ['body', '__proto__'], 'forbidden_key'],
    [
      'twofold',
      '{"text":"a","anything":[{"b":1,"\\u0062":2}]}',
      ['body', 'anything', 0, 'b'],
      'duplicate_key',
    ],
    ['too exact', '{"text":"a","anything":{"b":1e-400}}', ['body', 'anything', 'b'], 'number_precision'],
    ['not UTF-8', Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]), ['body', 0], 'json_invalid'],
    ['absent', '', ['body'], 'missing'],
    ['a list', '[]', ['body'], 'model_attributes_type'],
    ['wrong', '{"text":5}', ['body', 'text'], 'string_type'],
  ])('that is %s is 422', async (_what, payload, loc, type) => {
    const answer = await post('/sample/body', payload);
    expect(answer.statusCode).toBe(422);
    const { detail, extra } = answer.json<{ detail: unknown; extra: { code: string; errors: object[] } }>();
    expect(detail).toEqual(expect.stringMatching(/./));
    expect(extra.code).toBe('REQUEST-INVALID');
    expect(extra.errors[0]).toMatchObject({ type, ...(loc === null ? {} : { loc }) });
  });

  it('that is malformed is 422 before anybody is asked who they are; one that is wrong is 401 first', async () => {
    const put = (payload: string) =>
      sample.app.inject({ method: 'PUT', url: '/sample/write', payload, headers: JSON_TYPE });
    expect((await put('{')).statusCode).toBe(422);
    expect((await put('[]')).statusCode).toBe(401);
  });

  it.each([
    ['/sample/body', 1_048_576],
    ['/sample/import', 10_485_760],
  ])('for %s may have %i bytes, and is 413 with more', async (url, limit) => {
    const shell = JSON.stringify({ text: 'a', anything: { long: '' } });
    const body = (bytes: number) =>
      JSON.stringify({ text: 'a', anything: { long: 'x'.repeat(bytes - shell.length) } });
    expect((await post(url, body(limit))).statusCode).toBe(200);
    const answer = await post(url, body(limit + 1));
    expect(answer.statusCode).toBe(413);
    expect(answer.json()).toMatchObject({ extra: { code: 'BODY-TOO-LARGE', limit_bytes: limit } });
  });

  it('may hold the names of prototypes where it takes anything', async () => {
    const answer = await post('/sample/body', '{"text":"a","anything":{"constructor":"x"},"toString":1}');
    expect(answer.json()).toEqual({ text: 'a', anything: { constructor: 'x' } });
    expect(Object.prototype).not.toHaveProperty('isAdmin');
  });
});

describe('A path', () => {
  it('that is unknown is 404, whatever is sent there', async () => {
    for (const payload of ['{', '{}', 'x'.repeat(2_000_000)]) {
      const answer = await post('/nowhere', payload);
      expect(answer.statusCode).toBe(404);
      expect(answer.json()).toMatchObject({
        status_code: 404,
        detail: 'Not Found',
        extra: { code: 'ROUTE-UNKNOWN' },
      });
    }
  });

  it('with another method is 405, and says which there are', async () => {
    const answer = await post('/sample/config', '{');
    expect(answer.statusCode).toBe(405);
    expect(answer.headers.allow).toBe('GET, HEAD');
    expect(answer.json()).toMatchObject({
      detail: 'Method Not Allowed',
      extra: { code: 'METHOD-NOT-ALLOWED' },
    });
  });

  it.each([
    ['GET', '/sample', '/sample/'],
    ['GET', '/sample?a=1&b=%2F', '/sample/?a=1&b=%2F'],
    ['GET', '/sample//', '/sample/'],
    ['GET', '/sample/config/', '/sample/config'],
    ['POST', '/sample/body/?x', '/sample/body?x'],
    ['GET', '/sample/items/7/', '/sample/items/7'],
  ] as const)('%s %s moves to %s', async (method, url, location) => {
    const answer = await sample.app.inject({ method, url });
    expect(answer.statusCode).toBe(307);
    expect(answer.headers.location).toBe(location);
  });

  it.each(['//sample', '//evil.example/', '//evil.example//', '/'])('%j moves nowhere', async (url) => {
    expect((await sample.app.inject({ url })).statusCode).toBe(404);
  });

  it.each([
    ['that cannot be decoded', '/sample/%zz', 'The path is malformed.'],
    [
      'with a long part',
      `/sample/items/${'7'.repeat(101)}`,
      'A part of the path is longer than 100 characters.',
    ],
  ])('%s is 400, with the headers of every answer', async (_what, url, detail) => {
    const answer = await sample.app.inject({ url, headers: { 'x-request-id': 'mine' } });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({
      detail,
      extra: { code: 'REQUEST-MALFORMED', request_id: 'mine' },
    });
    expect(answer.headers).toMatchObject({
      'x-request-id': 'mine',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
  });
});

describe('An answer', () => {
  it('has the id of its request, and the one that was given if it is harmless', async () => {
    const given = await sample.app.inject({ url: '/sample/', headers: { 'x-request-id': 'my-request.1' } });
    expect(given.headers['x-request-id']).toBe('my-request.1');
    const other = await sample.app.inject({ url: '/nowhere', headers: { 'x-request-id': 'a b\u0001' } });
    expect(other.headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
    expect(other.json()).toMatchObject({ extra: { request_id: other.headers['x-request-id'] } });
  });

  it('tells browsers to keep to themselves', async () => {
    const { headers } = await sample.app.inject({ url: '/sample/' });
    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    });
    expect(headers).not.toHaveProperty('strict-transport-security');
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('is JSON, also when there is nothing to say', async () => {
    const answer = await sample.app.inject({ url: '/sample/nothing' });
    expect([answer.statusCode, answer.body]).toEqual([200, 'null']);
    expect(answer.headers['content-type']).toContain('application/json');
    const head = await sample.app.inject({ method: 'HEAD', url: '/sample/nothing' });
    expect([head.statusCode, head.body, head.headers['content-length']]).toEqual([200, '', '4']);
  });

  it('to what fails is 500, says nothing of why, and the log does', async () => {
    const answer = await sample.app.inject({ method: 'DELETE', url: '/sample/bug' });
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toMatchObject({ extra: { code: 'INTERNAL' } });
    expect(answer.body).not.toContain('secret-detail');
    const line = sample.log.find((each) => each.includes('secret-detail')) ?? '{}';
    expect(JSON.parse(line)).toMatchObject({ level: 'error', requestId: answer.headers['x-request-id'] });
  });

  it('carries what the call is about to the services', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const before = Date.now();
    const call = (headers: Record<string, string>) =>
      sample.app
        .inject({ url: '/sample/call', headers })
        .then((answer) => answer.json<Record<string, unknown>>());
    const known = await call({ 'x-request-id': 'r1', traceparent, 'user-agent': 'u'.repeat(1000) });
    expect(known).toMatchObject({ requestId: 'r1', traceparent, commandHash: null, ip: '127.0.0.1' });
    expect(known['userAgent']).toHaveLength(512);
    expect(known['deadline']).toBeGreaterThanOrEqual(before + 10_000);
    expect(await call({ traceparent: 'nonsense' })).toMatchObject({ traceparent: null });
  });
});

describe('The log', () => {
  it('has a line for a write, without its query and without secrets', async () => {
    await sample.app.inject({
      method: 'POST',
      url: '/sample/body?token=hunter2',
      headers: { ...JSON_TYPE, authorization: 'Bearer hunter2-token', cookie: 'token=hunter2-cookie' },
      payload: '{"text":"hunter2"}',
    });
    const line = sample.log.find((each) => each.includes('"path":"/sample/body"')) ?? '{}';
    expect(JSON.parse(line)).toMatchObject({ level: 'info', method: 'POST' });
    expect(sample.log.join('')).not.toContain('hunter2');
  });
});
