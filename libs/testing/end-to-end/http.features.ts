import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { describeInstallation } from './installation.js';
import type { Installation } from './installation.js';
import type { StartTopology } from './topology.js';

const CONNECTIONS = '/api/v1/config/connections';
const MEBIBYTE = 1024 * 1024;

/** What holds for every request, whichever route it is for. */
export function describeHttp(startTopology: StartTopology): void {
  describeInstallation('Requests', startTopology, {}, (installation) => {
    specifyAnswers(installation);
    specifyBodies(installation);
    specifyPaths(installation);
    specifyOrigins(installation);
  });

  describeInstallation(
    'Requests from pages of other origins',
    startTopology,
    { environment: { REEVE_CORS_ORIGINS: 'https://chat.example.com' } },
    specifyNamedOrigins,
  );
}

function specifyAnswers(installation: Installation): void {
  it('are answered with their id, or a new one', async () => {
    const given = randomUUID();
    const answers = await Promise.all([
      installation.anyone.get(CONNECTIONS, { 'x-request-id': given }),
      installation.anyone.get(CONNECTIONS, { 'x-request-id': 'no id at all' }),
      installation.anyone.get(CONNECTIONS),
    ]);
    const ids = answers.map((answer) => answer.header('x-request-id'));
    expect(ids[0]).toBe(given);
    expect(new Set(ids).size).toBe(3);
    for (const id of ids.slice(1)) expect(id).toMatch(/^[\da-f-]{36}$/);
    expect(answers.map(({ extra }) => extra['request_id'])).toEqual(ids);
  });

  it.each(['/api/config', '/api/v1/auths/signup', '/api/docs', '/nowhere', '/health'])(
    'are answered with what browsers are to keep to: %s',
    async (path) => {
      const { headers } = await installation.anyone.get(path);
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-security-policy': expect.stringContaining("default-src 'none'") as string,
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      });
      expect(headers.get('server')).toBeNull();
      expect(headers.get('x-powered-by')).toBeNull();
    },
  );

  it('may ask for the head of an answer', async () => {
    const { admin } = installation;
    const whole = await admin.get(CONNECTIONS);
    const head = await admin.send('HEAD', CONNECTIONS);
    expect([head.status, head.text, head.etag]).toEqual([200, '', whole.etag]);
    expect(head.header('content-length')).toBe(String(Buffer.byteLength(whole.text)));
    expect((await installation.anyone.send('HEAD', CONNECTIONS)).status).toBe(401);
  });

  it('that all at once change one section are each answered, and each is in the log', async () => {
    const { admin } = installation;
    const before = await installation.events('config.interface-visibility.');
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        admin.post('/api/v1/config/interface/visibility', { visibility: { [`place ${index}`]: true } }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(new Set(answers.map(({ etag }) => etag)).size).toBe(30);
    expect(await installation.events('config.interface-visibility.')).toHaveLength(before.length + 30);
  });

  it('of which only one may win are won by one', async () => {
    const { admin } = installation;
    const { etag } = await admin.get(CONNECTIONS);
    const { object } = await admin.get(CONNECTIONS);
    const changes = Array.from({ length: 5 }, (_, index) =>
      admin.post(
        CONNECTIONS,
        { ...object, ENABLE_DIRECT_CONNECTIONS: !object['ENABLE_DIRECT_CONNECTIONS'] },
        { 'if-match': etag, 'x-request-id': `racer-${index}` },
      ),
    );
    const statuses = (await Promise.all(changes)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 412, 412, 412, 412]);
  });
}

function specifyBodies(installation: Installation): void {
  const bodies: readonly (readonly [string, string | Uint8Array, number, string])[] = [
    ['that is no JSON', '{"config":', 422, 'body.10 json_invalid'],
    ['that is no object', '[]', 422, 'body model_attributes_type'],
    ['that is nothing', '', 422, 'body missing'],
    ['that is not UTF-8', Uint8Array.of(0x22, 0xff, 0x22), 422, 'body.0 json_invalid'],
    ['with half a character', String.raw`{"config":{"a":"\ud800"}}`, 422, 'body.config.a string_unicode'],
    [
      'with a prototype',
      '{"config":{"__proto__":{"admin":true}}}',
      422,
      'body.config.__proto__ forbidden_key',
    ],
    [
      'with another way to a prototype',
      '{"config":{"constructor":{"prototype":{}}}}',
      422,
      'body.config.constructor forbidden_key',
    ],
    ['nested without end', '['.repeat(100_000), 422, 'body.64 json_limit'],
    [
      'with keys without end',
      `{${Array.from({ length: 100_001 }, (_, index) => `"${index}":0`).join(',')}}`,
      422,
      `body.${expectedOffsetOfTooManyKeys()} json_limit`,
    ],
  ];

  it.each(bodies)('with a body %s are refused', async (_what, body, status, issue) => {
    const refusal = await installation.admin.send('POST', '/api/v1/config/import', { body });
    expect([refusal.status, refusal.issues]).toEqual([status, [issue]]);
  });

  it.each([
    ['text/plain', {}],
    ['application/x-www-form-urlencoded', {}],
    ['application/json', { 'content-encoding': 'gzip' }],
  ])('with a body of another kind are refused: %s %j', async (type, more) => {
    const headers = { 'content-type': type, ...more };
    const refusal = await installation.admin.send('POST', CONNECTIONS, { body: '{}', headers });
    expect([refusal.status, refusal.code]).toEqual([415, 'MEDIA-TYPE-UNSUPPORTED']);
  });

  it('of nobody have their JSON refused first, and their fields last', async () => {
    const broken = await installation.anyone.send('POST', CONNECTIONS, { body: '{' });
    expect(broken.status).toBe(422);
    expect((await installation.anyone.post(CONNECTIONS, {})).status).toBe(401);
  });

  it.each([
    [CONNECTIONS, MEBIBYTE],
    ['/api/v1/config/import', 10 * MEBIBYTE],
  ])('to %s may have %i bytes, and not one more', async (path, limit) => {
    const body = path === CONNECTIONS ? '{}' : '{"config":{}}';
    const most = await installation.admin.send('POST', path, { body: body.padEnd(limit) });
    expect(most.status).toBe(path === CONNECTIONS ? 422 : 200);
    const tooMuch = await installation.admin.send('POST', path, { body: body.padEnd(limit + 1) });
    expect([tooMuch.status, tooMuch.code]).toEqual([413, 'BODY-TOO-LARGE']);
  });

  it('for more than one change can be are refused, and change nothing', async () => {
    const events = await installation.events('config.');
    const config = { 'too.much': 'x'.repeat(2 * MEBIBYTE) };
    const refusal = await installation.admin.post('/api/v1/config/import', { config });
    expect([refusal.status, refusal.code]).toEqual([413, 'CHANGE-TOO-LARGE']);
    expect(await installation.events('config.')).toEqual(events);
  });
}

/** The colon of the first key that is too many. */
function expectedOffsetOfTooManyKeys(): number {
  const keys = Array.from({ length: 100_001 }, (_, index) => `"${index}"`);
  return keys.reduce((offset, key) => offset + key.length + ':0,'.length, 0) + '{'.length - ':0,'.length;
}

function specifyPaths(installation: Installation): void {
  describe('for a path', () => {
    it.each([
      ['POST', `${CONNECTIONS}/`, CONNECTIONS],
      ['GET', '/api/config/?a=1', '/api/config?a=1'],
      ['GET', '/api/v1/auths', '/api/v1/auths/'],
    ])('with or without a slash too many are sent on: %s %s', async (method, path, location) => {
      const moved = await installation.anyone.send(method, path);
      expect([moved.status, moved.header('location')]).toEqual([307, location]);
    });

    it.each(['/', '/api', '/api/v1/config', '/api/v1/config/nothing', '//evil.example/'])(
      'that is none are 404: %s',
      async (path) => {
        const missing = await installation.admin.get(path);
        expect([missing.status, missing.code]).toEqual([404, 'ROUTE-UNKNOWN']);
      },
    );

    it.each([
      ['DELETE', CONNECTIONS, 'GET, HEAD, POST'],
      ['GET', '/api/v1/config/import', 'POST'],
      ['PUT', '/api/v1/auths/signup', 'POST'],
    ])('with another method are 405: %s %s', async (method, path, allow) => {
      const refusal = await installation.admin.send(method, path);
      expect([refusal.status, refusal.code, refusal.header('allow')]).toEqual([
        405,
        'METHOD-NOT-ALLOWED',
        allow,
      ]);
    });

    it('that cannot be read are 400', async () => {
      const refusal = await installation.admin.get('/api/v1/config/namespace/%zz');
      expect([refusal.status, refusal.code]).toEqual([400, 'REQUEST-MALFORMED']);
    });
  });
}

function specifyOrigins(installation: Installation): void {
  it('from pages of other origins are not for their pages to read', async () => {
    const answer = await installation.anyone.get('/api/config', { origin: 'https://chat.example.com' });
    expect(answer.header('access-control-allow-origin')).toBeNull();
  });
}

function specifyNamedOrigins(installation: Installation): void {
  const preflight = (origin: string) =>
    installation.anyone.send('OPTIONS', CONNECTIONS, {
      headers: { origin, 'access-control-request-method': 'POST' },
    });

  it('are let in from those that are named', async () => {
    const allowed = await preflight('https://chat.example.com');
    expect(allowed.status).toBeLessThan(300);
    expect(allowed.header('access-control-allow-origin')).toBe('https://chat.example.com');
    expect(allowed.header('access-control-allow-credentials')).toBe('true');
    expect(allowed.header('access-control-allow-methods')).toContain('POST');
    const answer = await installation.anyone.get('/api/config', { origin: 'https://chat.example.com' });
    expect(answer.header('access-control-allow-origin')).toBe('https://chat.example.com');
    expect(answer.header('access-control-expose-headers')).toContain('ETag');
  });

  it('are not let in from others', async () => {
    for (const origin of ['https://evil.example', 'https://chat.example.com.evil.example', 'null']) {
      expect((await preflight(origin)).header('access-control-allow-origin')).toBeNull();
    }
  });
}
