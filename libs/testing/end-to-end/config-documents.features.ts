import { readFile } from 'node:fs/promises';
import { SECTIONS } from '@reeve/contracts';
import type { JsonObject, JsonValue } from '@reeve/contracts';
import { describe, expect, it } from 'vitest';
import { at, describeInstallation } from './installation.js';
import type { Installation } from './installation.js';
import { MASK } from './secrets-used.js';
import type { StartTopology } from './topology.js';

const CONFIG = '/api/v1/config';
const REVEALED = `${CONFIG}/export?secrets=reveal`;

/** The configuration as one document: imported, exported, imported again. */
export function describeConfigDocuments(startTopology: StartTopology): void {
  describeInstallation('A document from a real installation', startTopology, {}, (installation) => {
    specifyRoundTrip(installation);
  });

  describeInstallation('An imported document', startTopology, {}, (installation) => {
    specifyShapes(installation);
    specifyRefusals(installation);
    specifyMasks(installation);
  });

  describeInstallation('An export in clear', startTopology, {}, (installation) => {
    specifyReveal(installation);
  });

  describeInstallation(
    'With REEVE_SECRETS=clear',
    startTopology,
    { environment: { REEVE_SECRETS: 'clear' } },
    (installation) => {
      it('secrets leave as Open WebUI lets them leave, and are still told from one another by masks in the audit log', async () => {
        const { admin, secrets } = installation;
        const server = toolServer('https://tools.example.com', secrets.make('tool-key'));
        const body = { TOOL_SERVER_CONNECTIONS: [server] };
        expect((await admin.post(`${CONFIG}/tool_servers`, body)).body).toEqual(body);
        expect((await admin.get(`${CONFIG}/tool_servers`)).body).toEqual(body);
        expect((await admin.get(`${CONFIG}/export?format=flat`)).object['tool_server.connections']).toEqual([
          server,
        ]);
        const [entry] = await installation.audit({ entity_id: 'tool_servers' });
        expect(at(entry, 'changes', 'TOOL_SERVER_CONNECTIONS', 'new', 0, 'key')).toMatch(MASK);
      });
    },
  );
}

function specifyRoundTrip(installation: Installation): void {
  const documentOf = async (): Promise<JsonObject> => {
    const path = new URL('../fixtures/openwebui-config-0.8.json', import.meta.url);
    const text = (await readFile(path, 'utf8')).replace(
      'your-secret-api-key',
      installation.secrets.make('openai-key'),
    );
    return JSON.parse(text) as JsonObject;
  };

  it('gives every value back, in either shape', async () => {
    const document = await documentOf();
    const imported = await installation.admin.post(`${CONFIG}/import`, { config: document });
    expect(imported.status).toBe(200);

    const nested = await installation.admin.get(REVEALED);
    expect(nested.object).toMatchObject(document);
    const flat = await installation.admin.get(`${REVEALED}&format=flat`);
    const leaves = leavesOf(document);
    expect(leaves.length).toBeGreaterThan(150);
    for (const [path, value] of leaves) expect([path, flat.object[path]]).toEqual([path, value]);
  });

  it('keeps what no section owns, and says so of every path', async () => {
    const document = await documentOf();
    const { object } = await installation.admin.post(`${CONFIG}/import`, { config: document });
    const owned = new Set(SECTIONS.flatMap(({ fields }) => Object.values(fields).map(({ path }) => path)));
    const report = object['import_report'] as JsonObject;
    const outcomes = leavesOf(document).map(([path]) => [path, owned.has(path) ? 'unchanged' : 'kept']);
    // Imported before, so that nothing is changed by it now.
    expect(report).toEqual(Object.fromEntries(outcomes));
    expect(Object.values(report).filter((outcome) => outcome !== 'kept').length).toBeGreaterThan(20);
  });

  it('comes back masked, and imported again it changes nothing', async () => {
    const { admin } = installation;
    await admin.post(`${CONFIG}/import`, { config: await documentOf() });
    const before = await admin.get(REVEALED);
    const events = await installation.events('config.unowned.');

    const masked = await admin.get(`${CONFIG}/export`);
    expect(at(masked.object, 'openai', 'api_keys')).toMatch(MASK);
    const again = await admin.post(`${CONFIG}/import`, { config: masked.object });

    expect(again.status).toBe(200);
    expect((await admin.get(REVEALED)).body).toEqual(before.body);
    expect(await installation.events('config.unowned.')).toEqual(events);
  });

  it('is taken under the newer prefix as well', async () => {
    const { admin } = installation;
    await admin.post('/api/v1/configs/import', { config: await documentOf() });
    expect((await admin.get('/api/v1/configs/export')).body).toEqual(
      (await admin.get(`${CONFIG}/export`)).body,
    );
  });
}

function specifyShapes(installation: Installation): void {
  it.each([
    ['nested', { direct: { enable: true }, subagents: { max_async: 3 }, other: { kept: [1] } }],
    ['dotted', { 'direct.enable': true, 'subagents.max_async': 3, 'other.kept': [1] }],
    ['mixed', { direct: { enable: true }, 'subagents.max_async': 3, 'other.kept': [1] }],
  ])('may be %s', async (_shape, document) => {
    const { admin } = installation;
    await admin.post(`${CONFIG}/import`, {
      config: { 'direct.enable': false, 'subagents.max_async': 20, 'models.base_models_cache': false },
    });
    const imported = await admin.post(`${CONFIG}/import`, {
      config: { ...document, 'models.base_models_cache': 'off' },
    });
    expect(imported.object['import_report']).toEqual({
      'direct.enable': 'changed',
      'subagents.max_async': 'changed',
      'models.base_models_cache': 'unchanged',
      'other.kept': 'kept',
    });
    const flat = await admin.get(`${REVEALED}&format=flat`);
    expect(flat.object).toMatchObject({
      'direct.enable': true,
      'subagents.max_async': 3,
      'models.base_models_cache': false,
      'other.kept': [1],
    });
    expect((await admin.get(`${CONFIG}/connections`)).object).toMatchObject({
      ENABLE_DIRECT_CONNECTIONS: true,
    });
  });

  it('is answered with the whole configuration, which is taken when it comes back', async () => {
    const { admin } = installation;
    const { object } = await admin.post(`${CONFIG}/import`, { config: { 'other.more': 'x' } });
    expect(at(object, 'code_execution', 'jupyter', 'timeout')).toBe(60);
    const again = await admin.post(`${CONFIG}/import`, { config: object });
    expect(again.status).toBe(200);
    expect((await admin.get(`${CONFIG}/export`)).object).not.toHaveProperty('import_report');
  });

  it('puts a setting back to its default with null', async () => {
    const { admin } = installation;
    await admin.post(`${CONFIG}/import`, { config: { 'subagents.max_output': 7 } });
    await admin.post(`${CONFIG}/import`, { config: { subagents: { max_output: null } } });
    expect((await admin.get(`${CONFIG}/subagents`)).object['SUBAGENTS_MAX_OUTPUT']).toBe(30_000);
  });

  it('leaves what it does not name as it is', async () => {
    const { admin } = installation;
    await admin.post(`${CONFIG}/import`, { config: { 'subagents.max_iterations': 4 } });
    await admin.post(`${CONFIG}/import`, { config: { 'subagents.max_concurrent': 5 } });
    expect((await admin.get(`${CONFIG}/subagents`)).object).toMatchObject({
      SUBAGENTS_MAX_ITERATIONS: 4,
      SUBAGENTS_MAX_CONCURRENT: 5,
    });
  });

  it('is one change: an event for each section in it, all of one command', async () => {
    const command = '5f2b8f0e-8f0f-4b0b-9c55-7d1c0c3f3a11';
    await installation.admin.post(
      `${CONFIG}/import`,
      { config: { 'ui.default_models': 'one', 'direct.integrations.enable': true } },
      { 'x-request-id': command },
    );
    const events = (await installation.events('config.')).filter(
      ({ metadata }) => metadata['$correlationId'] === command,
    );
    expect(events.map(({ type }) => type).sort()).toEqual([
      'config.connections.changed.v1',
      'config.models.changed.v1',
    ]);
    expect(new Set(events.map(({ metadata }) => metadata['commandId'])).size).toBe(1);
    expect(new Set(events.map(({ data }) => data['cause']))).toEqual(new Set(['import']));
  });
}

function specifyRefusals(installation: Installation): void {
  const expectRefused = async (document: JsonObject, issues: readonly string[]): Promise<void> => {
    const { admin } = installation;
    const before = await admin.get(REVEALED);
    const events = await installation.events('config.connections.');
    const refusal = await admin.post(`${CONFIG}/import`, { config: document });
    expect([refusal.status, refusal.code]).toEqual([422, 'REQUEST-INVALID']);
    expect([...refusal.issues].sort()).toEqual([...issues].sort());
    expect((await admin.get(REVEALED)).body).toEqual(before.body);
    expect(await installation.events('config.connections.')).toEqual(events);
  };

  it('with bad values among many changes nothing, and names every one', () =>
    expectRefused(
      {
        direct: { enable: 'maybe', integrations: { enable: true } },
        'subagents.max_async': 1.5,
        subagents: { max_iterations: 'many', max_output: 1 },
        ui: {
          banners: [{ id: 'a' }],
          default_models: 5,
          visibility: { notes: 'partly' },
          anything: 'goes',
        },
        tool_server: { connections: [{ url: 'https://me:pass@example.com', path: '', auth_type: null }] },
        code_execution: 'on',
        webhook_url: 'https://hooks.example.com',
        mail: { smtp: { password: '********-0123456789abcdef' } },
      },
      [
        'body.config.direct.enable bool_parsing',
        'body.config.subagents.max_async int_from_float',
        'body.config.subagents.max_iterations int_parsing',
        'body.config.ui.banners.0.type missing',
        'body.config.ui.banners.0.content missing',
        'body.config.ui.banners.0.dismissible missing',
        'body.config.ui.banners.0.timestamp missing',
        'body.config.ui.default_models string_type',
        'body.config.ui.visibility.notes bool_parsing',
        'body.config.tool_server.connections.0.url url_credentials',
        'body.config.tool_server.connections.0.key missing',
        'body.config.tool_server.connections.0.config missing',
        'body.config.code_execution dict_type',
        'body.config.mail.smtp.password mask_unknown',
      ],
    ));

  it('with masks that stand for nothing changes nothing, and names every one', () =>
    expectRefused(
      {
        'direct.enable': true,
        webhook_url: '********-0123456789abcdef',
        code_execution: { jupyter: { auth_token: '********-fedcba9876543210' } },
      },
      ['body.config.webhook_url mask_unknown', 'body.config.code_execution.jupyter.auth_token mask_unknown'],
    ));

  it.each<[string, JsonValue, readonly string[]]>([
    [
      'two values for one path',
      { direct: { enable: true }, 'direct.enable': false },
      ['direct.enable path_twice'],
    ],
    ['what Reeve writes for secrets', { other: { $secret: {} } }, ['other reserved_key']],
  ])('with %s is refused', (_what, document, issues) =>
    expectRefused(
      document as JsonObject,
      issues.map((issue) => `body.config.${issue}`),
    ),
  );

  it.each<[string, JsonObject, string]>([
    ['no document', {}, 'body.config missing'],
    ['a list for a document', { config: [] }, 'body.config dict_type'],
  ])('%s is none', async (_what, body, issue) => {
    const refusal = await installation.admin.post(`${CONFIG}/import`, body);
    expect([refusal.status, refusal.issues]).toEqual([422, [issue]]);
  });
}

function specifyMasks(installation: Installation): void {
  it('may hold masks in place of its secrets, of sections and of others', async () => {
    const { admin, secrets } = installation;
    const document = {
      'tool_server.connections': [toolServer('https://a.example.com', secrets.make('tool-key'))],
      'mail.smtp.password': secrets.make('smtp-password'),
      'code_execution.jupyter.url': 'https://jupyter.example.com',
      'code_execution.jupyter.auth_token': secrets.make('jupyter-token'),
    };
    await admin.post(`${CONFIG}/import`, { config: document });

    const masked = await admin.get(`${CONFIG}/export?format=flat`);
    expect(masked.object).toMatchObject(secrets.asMasked(document) as JsonObject);
    const again = await admin.post(`${CONFIG}/import`, { config: masked.object });

    const report = again.object['import_report'] as JsonObject;
    expect(Object.entries(report).filter(([, outcome]) => outcome === 'changed')).toEqual([]);
    expect((await admin.get(`${REVEALED}&format=flat`)).object).toMatchObject(document);
  });

  it('may not have a mask of one path at another', async () => {
    const { admin, secrets } = installation;
    await admin.post(`${CONFIG}/import`, { config: { 'first.password': secrets.make('first-password') } });
    const { object } = await admin.get(`${CONFIG}/export?format=flat`);
    const mask = object['first.password'] ?? null;
    const moved = await admin.post(`${CONFIG}/import`, { config: { 'second.password': mask } });
    expect([moved.status, moved.issues]).toEqual([422, ['body.config.second.password mask_other_address']]);
  });
}

function specifyReveal(installation: Installation): void {
  const reads = [
    ['export?secrets=reveal', 'document'],
    ['tool_servers?secrets=reveal', 'tool_servers'],
    ['namespace/tool_server?secrets=reveal', 'namespace tool_server'],
  ] as const;

  it.each(reads)('is told in the audit log: %s', async (path, what) => {
    const { admin, secrets, administrator } = installation;
    const key = secrets.make('tool-key');
    await admin.post(`${CONFIG}/tool_servers`, {
      TOOL_SERVER_CONNECTIONS: [toolServer('https://a.example.com', key)],
    });
    const before = await installation.audit({ action: 'secrets_revealed', entity_id: what });

    const revealed = await admin.get(`${CONFIG}/${path}`);

    expect([revealed.status, revealed.header('cache-control')]).toEqual([200, 'no-store']);
    expect(revealed.text).toContain(key);
    const [entry, ...earlier] = await installation.audit({ action: 'secrets_revealed', entity_id: what });
    expect(earlier).toEqual(before);
    expect(entry).toMatchObject({
      user_id: administrator.id,
      entity_type: 'config',
      entity_id: what,
      changes: null,
    });
  });

  it.each([...reads, ['export', '']] as const)('is for administrators alone: %s', async (path) => {
    const member = await installation.person('user');
    expect((await member.client.get(`${CONFIG}/${path}`)).code).toBe('AUTH-FORBIDDEN');
  });

  describe('that is asked for in other words', () => {
    it.each(['secrets=show', 'format=xml'])('is refused: %s', async (query) => {
      const refusal = await installation.admin.get(`${CONFIG}/export?${query}`);
      expect([refusal.status, refusal.issues]).toEqual([422, [`query.${query.split('=')[0] ?? ''} enum`]]);
    });
  });
}

function toolServer(url: string, key: string): JsonObject {
  return {
    url,
    path: 'openapi.json',
    type: 'openapi',
    auth_type: 'bearer',
    headers: null,
    key,
    config: {},
    info: null,
    forward_cookies: false,
  };
}

/** Leaf by leaf, with dotted paths; an empty object is a leaf. */
function leavesOf(value: JsonObject, prefix = ''): readonly (readonly [string, JsonValue])[] {
  return Object.entries(value).flatMap(([key, item]) =>
    typeof item === 'object' && item !== null && !Array.isArray(item) && Object.keys(item).length > 0
      ? leavesOf(item as JsonObject, `${prefix}${key}.`)
      : [[`${prefix}${key}`, item] as const],
  );
}
