import type { JsonObject, JsonValue } from '@reeve/contracts';
import { startServer } from '@reeve/outbound/testing';
import type { TestServer } from '@reeve/outbound/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeInstallation } from './installation.js';
import type { Installation } from './installation.js';
import { MASK } from './secrets-used.js';
import type { StartTopology } from './topology.js';

const TOOL_SERVERS = '/api/v1/config/tool_servers';
const CODE_EXECUTION = '/api/v1/config/code_execution';

/** Secrets leave as masks, and masks come back for secrets: wherever they now stand, never for another address. */
export function describeSecrets(startTopology: StartTopology): void {
  describeInstallation('A mask', startTopology, {}, (installation) => {
    specifyLists(installation);
    specifyOtherAddresses(installation);
    specifyFixedPlaces(installation);
  });

  describeInstallation(
    'A mask in a verification',
    startTopology,
    { environment: { REEVE_ALLOW_PRIVATE_ADDRESSES: 'true' } },
    specifyVerification,
  );
}

type Servers = readonly JsonObject[];

function specifyLists(installation: Installation): void {
  const rearrangements: readonly (readonly [
    string,
    (servers: Servers) => readonly (JsonObject | undefined)[],
  ])[] = [
    ['as it was', (servers) => servers],
    ['reordered', ([a, b, c]) => [c, a, b]],
    ['shortened', ([, , c]) => [c]],
    ['with one doubled', ([a, b]) => [a, b, a]],
    ['with one in front', ([a, b]) => [b, plainServer('https://new.example.com'), a]],
    ['with a path changed', ([a]) => [{ ...a, path: 'v2/openapi.json' }]],
    ['with another path of its address', ([a]) => [{ ...a, url: 'https://a.example.com/other' }]],
  ];

  it.each(rearrangements)('stands for its secret in a list %s', async (_how, rearrange) => {
    const { admin } = installation;
    const stored = ['a', 'b', 'c'].map((name) => secretServer(installation, `https://${name}.example.com`));
    const masked = await admin.post(TOOL_SERVERS, { TOOL_SERVER_CONNECTIONS: stored });
    const sent = rearrange(masked.object['TOOL_SERVER_CONNECTIONS'] as unknown as Servers);

    const changed = await admin.post(TOOL_SERVERS, { TOOL_SERVER_CONNECTIONS: sent as JsonValue });

    expect([changed.status, changed.object['TOOL_SERVER_CONNECTIONS']]).toEqual([200, sent]);
    const revealed = await admin.get(`${TOOL_SERVERS}?secrets=reveal`);
    expect(revealed.object['TOOL_SERVER_CONNECTIONS']).toEqual(rearrange(stored));
  });

  it('that goes beside a new secret leaves the others', async () => {
    const { admin, secrets } = installation;
    const stored = secretServer(installation, 'https://a.example.com');
    const { object } = await admin.post(TOOL_SERVERS, { TOOL_SERVER_CONNECTIONS: [stored] });
    const [masked] = object['TOOL_SERVER_CONNECTIONS'] as unknown as Servers;
    const key = secrets.make('rotated-key');
    await admin.post(TOOL_SERVERS, { TOOL_SERVER_CONNECTIONS: [{ ...masked, key }] });
    const revealed = await admin.get(`${TOOL_SERVERS}?secrets=reveal`);
    expect(revealed.object['TOOL_SERVER_CONNECTIONS']).toEqual([{ ...stored, key }]);
  });

  it('tells the same secret from another, and an empty one is none', async () => {
    const { admin, secrets } = installation;
    const [same, other] = [secrets.make('same-key'), secrets.make('other-key')];
    const servers = [same, same, other, '', null].map((key) => ({
      ...plainServer('https://a.example.com'),
      key,
    }));
    const { object } = await admin.post(TOOL_SERVERS, { TOOL_SERVER_CONNECTIONS: servers });
    const keys = (object['TOOL_SERVER_CONNECTIONS'] as unknown as Servers).map(({ key }) => key);
    expect(keys[0]).toMatch(MASK);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
    expect(keys.slice(3)).toEqual(['', null]);
  });
}

function specifyOtherAddresses(installation: Installation): void {
  const elsewhere: readonly (readonly [string, JsonObject])[] = [
    ['host', { url: 'https://b.example.com' }],
    ['port', { url: 'https://a.example.com:8443' }],
    ['scheme', { url: 'http://a.example.com' }],
    ['host in the path', { path: 'https://b.example.com/openapi.json' }],
  ];

  it.each(elsewhere)('is refused for another %s, and nothing is changed', async (_what, change) => {
    const { admin } = installation;
    const stored = secretServer(installation, 'https://a.example.com');
    const { object, etag } = await admin.post(TOOL_SERVERS, { TOOL_SERVER_CONNECTIONS: [stored] });
    const [masked] = object['TOOL_SERVER_CONNECTIONS'] as unknown as Servers;

    const refusal = await admin.post(TOOL_SERVERS, { TOOL_SERVER_CONNECTIONS: [{ ...masked, ...change }] });

    expect([refusal.status, [...refusal.issues].sort()]).toEqual([
      422,
      ['config.api_key', 'extra_token', 'headers.authorization', 'key'].map(
        (place) => `body.TOOL_SERVER_CONNECTIONS.0.${place} mask_other_address`,
      ),
    ]);
    expect((await admin.get(TOOL_SERVERS)).etag).toBe(etag);
  });

  it('that was never given is refused', async () => {
    const server = { ...plainServer('https://a.example.com'), key: '********-0123456789abcdef' };
    const refusal = await installation.admin.post(TOOL_SERVERS, { TOOL_SERVER_CONNECTIONS: [server] });
    expect([refusal.status, refusal.issues]).toEqual([
      422,
      ['body.TOOL_SERVER_CONNECTIONS.0.key mask_unknown'],
    ]);
  });
}

function specifyFixedPlaces(installation: Installation): void {
  it('belongs to the address beside it where there is one', async () => {
    const { admin, secrets } = installation;
    const defaults = await admin.get(CODE_EXECUTION);
    const token = secrets.make('jupyter-token');
    const stored = await admin.post(CODE_EXECUTION, {
      ...defaults.object,
      CODE_EXECUTION_JUPYTER_URL: 'https://jupyter.example.com',
      CODE_EXECUTION_JUPYTER_AUTH_TOKEN: token,
    });
    expect((await admin.post(CODE_EXECUTION, stored.object)).status).toBe(200);
    const moved = await admin.post(CODE_EXECUTION, {
      ...stored.object,
      CODE_EXECUTION_JUPYTER_URL: 'https://elsewhere.example.com',
    });
    expect(moved.issues).toEqual(['body.CODE_EXECUTION_JUPYTER_AUTH_TOKEN mask_other_address']);
    const revealed = await admin.get(`${CODE_EXECUTION}?secrets=reveal`);
    expect(revealed.object['CODE_EXECUTION_JUPYTER_AUTH_TOKEN']).toBe(token);
  });
}

function specifyVerification(installation: Installation): void {
  const document = JSON.stringify({ openapi: '3.1.0', info: { title: 'Tools', version: '1' }, paths: {} });
  let own: TestServer;
  let other: TestServer;
  const start = () =>
    startServer((_request, response) => response.setHeader('content-type', 'application/json').end(document));
  beforeAll(async () => {
    [own, other] = await Promise.all([start(), start()]);
  });
  afterAll(() => Promise.all([own.close(), other.close()]));

  it('is the secret for its own address, and refused before anything is sent to another', async () => {
    const { admin } = installation;
    const stored = secretServer(installation, own.url(''));
    const { object } = await admin.post(TOOL_SERVERS, { TOOL_SERVER_CONNECTIONS: [stored] });
    const [masked] = object['TOOL_SERVER_CONNECTIONS'] as unknown as Servers;

    const verified = await admin.post(`${TOOL_SERVERS}/verify`, masked ?? {});
    expect([verified.status, verified.object]).toMatchObject([200, { info: { title: 'Tools' } }]);
    // Headers that the administrator gives are merged last (reference 3).
    expect(own.headers.at(-1)?.authorization).toBe((stored['headers'] as JsonObject)['authorization']);

    const stolen = await admin.post(`${TOOL_SERVERS}/verify`, { ...masked, url: other.url('') });
    expect(stolen.status).toBe(422);
    expect(stolen.issues).toContain('body.key mask_other_address');
    expect(other.requests).toEqual([]);
  });

  describe('by its key', () => {
    it('is sent as a bearer token', async () => {
      const { admin, secrets } = installation;
      const stored = { ...plainServer(own.url('')), auth_type: 'bearer', key: secrets.make('bearer-key') };
      const { object } = await admin.post(TOOL_SERVERS, { TOOL_SERVER_CONNECTIONS: [stored] });
      const [masked] = object['TOOL_SERVER_CONNECTIONS'] as unknown as Servers;
      expect((await admin.post(`${TOOL_SERVERS}/verify`, masked ?? {})).status).toBe(200);
      expect(own.headers.at(-1)?.authorization).toBe(`Bearer ${stored.key}`);
    });
  });
}

function plainServer(url: string): JsonObject {
  return {
    url,
    path: 'openapi.json',
    type: 'openapi',
    auth_type: 'none',
    headers: null,
    key: '',
    config: {},
    info: null,
    forward_cookies: false,
  };
}

/** With a secret wherever there can be one. */
function secretServer({ secrets }: Installation, url: string): JsonObject {
  return {
    ...plainServer(url),
    auth_type: 'bearer',
    key: secrets.make('tool-key'),
    headers: { authorization: secrets.make('header-value') },
    config: { enable: true, api_key: secrets.make('config-key') },
    extra_token: secrets.make('extra-token'),
  };
}
