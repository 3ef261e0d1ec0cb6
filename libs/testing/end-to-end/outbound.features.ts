import { startEverythingServer, startOAuthProvider, startServer } from '@reeve/outbound/testing';
import type { EverythingServer, TestServer } from '@reeve/outbound/testing';
import type { JsonObject } from '@reeve/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { at, describeInstallation } from './installation.js';
import type { Installation } from './installation.js';
import type { StartTopology } from './topology.js';

const CONFIG = '/api/v1/config';

/** Servers that an administrator has tried: real ones, and addresses that are never called. */
export function describeOutbound(startTopology: StartTopology): void {
  describeInstallation(
    'A server that is tried',
    startTopology,
    { environment: { REEVE_ALLOW_PRIVATE_ADDRESSES: 'true' } },
    (installation) => {
      specifyToolServers(installation);
      specifyTerminalServers(installation);
      specifyOAuthClients(installation);
    },
  );

  describeInstallation('Without leave to call private addresses', startTopology, {}, (installation) => {
    specifyRefusedAddresses(installation);
  });

  describeInstallation(
    'With tool servers switched off',
    startTopology,
    { environment: { ENABLE_TOOL_SERVERS: 'false' } },
    (installation) => {
      it.each(TRIALS)('none is called: %s %j', async (path, body) => {
        const refusal = await installation.admin.post(`${CONFIG}/${path}`, body);
        expect([refusal.status, refusal.code]).toEqual([403, 'CONFIG-TOOL-SERVERS-DISABLED']);
      });
    },
  );
}

const LOOPBACK = { url: 'http://127.0.0.1:9' };

/** Every route that makes Reeve call an address. */
const TRIALS: readonly (readonly [string, JsonObject])[] = [
  ['tool_servers/verify', { ...LOOPBACK, path: '', auth_type: 'none', key: '', config: {} }],
  ['tool_servers/verify', { ...LOOPBACK, path: '', type: 'mcp', auth_type: 'none', key: '', config: {} }],
  ['terminal_servers/verify', LOOPBACK],
  ['terminal_servers/policy', { ...LOOPBACK, policy_id: 'p1' }],
  ['terminal_servers/lifecycle', { ...LOOPBACK, policy_id: 'p1' }],
  ['terminal_servers/refresh', LOOPBACK],
  ['oauth/clients/register?type=mcp', { ...LOOPBACK, client_id: 'tools' }],
];

function specifyToolServers(installation: Installation): void {
  let everything: EverythingServer;
  beforeAll(async () => {
    everything = await startEverythingServer();
  });
  afterAll(() => everything.stop());
  const verify = (connection: JsonObject) =>
    installation.admin.post(`${CONFIG}/tool_servers/verify`, {
      path: '',
      auth_type: 'none',
      key: '',
      config: {},
      ...connection,
    });

  it('by OpenAPI answers its document: Reeve’s own', async () => {
    const own = await installation.anyone.get('/api/openapi.json');
    const verified = await verify({ url: installation.running.url, path: 'api/openapi.json' });
    expect([verified.status, verified.body]).toEqual([200, own.body]);
  });

  it('by MCP answers its tools', async () => {
    const verified = await verify({ url: everything.url, type: 'mcp' });
    expect([verified.status, verified.object['status']]).toEqual([200, true]);
    expect(verified.object['specs']).toContainEqual({
      name: 'echo',
      description: expect.any(String) as string,
      parameters: expect.objectContaining({ type: 'object' }) as object,
    });
  });

  it('with the session of who asks is sent their token, to an address that is theirs to trust', async () => {
    const server = await startServer((_request, response) =>
      response
        .setHeader('content-type', 'application/yaml')
        .end('openapi: 3.1.0\ninfo: {title: T, version: "1"}\npaths: {}\n'),
    );
    try {
      const verified = await verify({ url: server.url(''), path: 'openapi.yaml', auth_type: 'session' });
      expect(at(verified.body, 'info', 'title')).toBe('T');
      expect(server.headers[0]?.authorization).toBe(`Bearer ${installation.administrator.token}`);
    } finally {
      await server.close();
    }
  });

  it.each([
    ['that has no name', { url: 'nothing', path: 'openapi.json' }, 'OUTBOUND-URL-INVALID'],
    ['of metadata', { url: 'http://169.254.169.254', path: 'latest' }, 'OUTBOUND-ADDRESS-REFUSED'],
  ])('%s is 400 with a code of its own', async (_what, connection, code) => {
    const refusal = await verify(connection);
    expect([refusal.status, refusal.code]).toEqual([400, code]);
  });

  it('that is not there is 400 with a code of its own', async () => {
    const gone = await startServer(() => undefined);
    await gone.close();
    const refusal = await verify({ url: gone.url(''), path: 'openapi.json' });
    expect([refusal.status, refusal.code]).toEqual([400, 'OUTBOUND-UNREACHABLE']);
  });

  it('that does not say what it should is 400 with a code of its own', async () => {
    const { url } = installation.running;
    const notADocument = await verify({ url, path: 'api/version' });
    expect([notADocument.status, notADocument.code]).toEqual([400, 'OUTBOUND-NOT-A-DOCUMENT']);
    const notMcp = await verify({ url: `${url}/api/version`, type: 'mcp' });
    expect(notMcp.status).toBe(400);
    expect(notMcp.code).toMatch(/^OUTBOUND-/);
  });
}

function specifyTerminalServers(installation: Installation): void {
  let orchestrator: TestServer;
  beforeAll(async () => {
    orchestrator = await startServer((request, response) => {
      const isPolicy = request.url?.startsWith('/api/v1/policies') === true;
      response.writeHead(isPolicy ? 200 : 404, { 'content-type': 'application/json' }).end('{"id":"p1"}');
    });
  });
  afterAll(() => orchestrator.close());

  it('by what it answers is an orchestrator', async () => {
    const key = installation.secrets.make('terminal-key');
    const verified = await installation.admin.post(`${CONFIG}/terminal_servers/verify`, {
      url: orchestrator.url(''),
      key,
    });
    expect([verified.status, verified.body]).toEqual([200, { status: true, type: 'orchestrator' }]);
    expect(orchestrator.headers.at(-1)?.authorization).toBe(`Bearer ${key}`);
  });

  it('gives its policy, with its own status', async () => {
    const policy = { url: orchestrator.url(''), policy_id: 'p1' };
    const read = await installation.admin.post(`${CONFIG}/terminal_servers/policy`, policy);
    expect([read.status, read.body]).toEqual([200, { id: 'p1' }]);
    const refreshed = await installation.admin.post(`${CONFIG}/terminal_servers/refresh`, {
      url: orchestrator.url(''),
    });
    expect(refreshed.status).toBe(404);
  });
}

function specifyOAuthClients(installation: Installation): void {
  let provider: TestServer;
  beforeAll(async () => {
    provider = await startOAuthProvider();
  });
  afterAll(() => provider.close());

  it('registers an OAuth client, and the audit log tells of it', async () => {
    const registered = await installation.admin.post(`${CONFIG}/oauth/clients/register?type=mcp`, {
      url: provider.url(''),
      client_id: 'tools',
      client_name: 'Tools',
    });
    expect([registered.status, registered.object['status']]).toEqual([200, true]);
    expect(registered.object['oauth_client_info']).toEqual(expect.stringMatching(/^.{40,}$/));
    expect(
      await installation.audit({ action: 'oauth_client_registered', entity_id: 'mcp:tools' }),
    ).toMatchObject([
      {
        description: `Registered the OAuth client mcp:tools at ${provider.url('')}`,
        user_id: installation.administrator.id,
      },
    ]);
  });

  it('takes an OAuth client that was registered beforehand, without registering it', async () => {
    const secret = installation.secrets.make('client-secret');
    const asked = provider.requests.length;
    const registered = await installation.admin.post('/api/v1/configs/oauth/clients/register', {
      url: provider.url(''),
      client_id: 'known',
      client_secret: secret,
    });
    expect(registered.status).toBe(200);
    expect(registered.text).not.toContain(secret);
    expect(provider.requests.slice(asked).filter((request) => !request.startsWith('GET'))).toEqual([]);
  });
}

function specifyRefusedAddresses(installation: Installation): void {
  it.each(TRIALS)('none is called: %s %j', async (path, body) => {
    const called: string[] = [];
    const server = await startServer((request, response) => {
      called.push(request.url ?? '');
      response.end();
    });
    try {
      const refusal = await installation.admin.post(`${CONFIG}/${path}`, { ...body, url: server.url('') });
      expect([refusal.status, refusal.code]).toEqual([400, 'OUTBOUND-ADDRESS-REFUSED']);
      expect(called).toEqual([]);
    } finally {
      await server.close();
    }
  });
}
