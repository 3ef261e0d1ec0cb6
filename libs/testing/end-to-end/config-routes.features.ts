import { describe, expect, it } from 'vitest';
import { describeInstallation } from './installation.js';
import type { Installation } from './installation.js';
import type { StartTopology } from './topology.js';

const CONFIGS = '/api/v1/configs';

/** What the sections do that is theirs alone, and what others read of the configuration. */
export function describeConfigRoutes(startTopology: StartTopology): void {
  describeInstallation('Of the sections', startTopology, {}, (installation) => {
    specifyWhatIsAbsent(installation);
    specifySuggestions(installation);

    it('banners are read by everybody who is verified', async () => {
      const [member, newcomer] = await Promise.all([
        installation.person('user'),
        installation.person('pending'),
      ]);
      const banner = { id: 'b', type: 'info', title: null, content: 'Hi', dismissible: false, timestamp: 1 };
      await installation.admin.post(`${CONFIGS}/banners`, { banners: [banner] });
      const read = await member.client.get(`${CONFIGS}/banners`);
      expect([read.status, read.body]).toEqual([200, [{ ...banner, i18n: null }]]);
      expect((await newcomer.client.get(`${CONFIGS}/banners`)).code).toBe('AUTH-FORBIDDEN');
      expect((await member.client.post(`${CONFIGS}/banners`, { banners: [] })).code).toBe('AUTH-FORBIDDEN');
    });

    it('values are taken as loosely as Open WebUI takes them', async () => {
      const { admin } = installation;
      const loose = { ENABLE_DIRECT_CONNECTIONS: 'on', ENABLE_BASE_MODELS_CACHE: 1, UNKNOWN: 'dropped' };
      expect((await admin.post(`${CONFIGS}/connections`, loose)).object).toEqual({
        ENABLE_DIRECT_CONNECTIONS: true,
        ENABLE_BASE_MODELS_CACHE: true,
        ENABLE_DIRECT_INTEGRATIONS: expect.any(Boolean) as boolean,
      });
    });

    it('one’s change leaves the others’ entity tags as they are', async () => {
      const { admin } = installation;
      const before = await admin.get(`${CONFIGS}/terminal_servers`);
      await admin.post(`${CONFIGS}/interface/visibility`, { visibility: { notes: true } });
      expect((await admin.get(`${CONFIGS}/terminal_servers`)).etag).toBe(before.etag);
    });
  });

  describeInstallation('Others read of the configuration', startTopology, {}, (installation) => {
    specifyPublicConfig(installation);

    it('the default metadata of models', async () => {
      const metadata = { capabilities: { vision: true } };
      await installation.admin.post(`${CONFIGS}/models`, {
        DEFAULT_MODELS: null,
        DEFAULT_PINNED_MODELS: null,
        MODEL_ORDER_LIST: null,
        DEFAULT_MODEL_METADATA: metadata,
      });
      const member = await installation.person('user');
      const read = await member.client.get('/api/v1/config/models/defaults');
      expect([read.status, read.body]).toEqual([200, { DEFAULT_MODEL_METADATA: metadata }]);
    });

    it('the version', async () => {
      const { object } = await installation.anyone.get('/api/version');
      expect(object).toEqual({ version: '0.12.4', deployment_id: '', reeve: expect.any(String) as string });
      const updates = await installation.admin.get('/api/version/updates');
      expect(updates.object).toEqual({ current: '0.12.4', latest: '0.12.4' });
      expect((await installation.anyone.get('/api/changelog')).object).toEqual({});
    });

    it('what lies below a namespace, for administrators', async () => {
      await installation.admin.post(`${CONFIGS}/interface/visibility`, { visibility: { notes: false } });
      const ui = await installation.admin.get('/api/v1/config/namespace/ui');
      expect(ui.object).toMatchObject({ 'ui.visibility': { notes: false }, 'ui.banners': [] });
      expect(Object.keys(ui.object).every((path) => path.startsWith('ui.'))).toBe(true);
      expect((await installation.admin.get(`${CONFIGS}/namespace/nothing`)).object).toEqual({});
    });
  });
}

function specifyWhatIsAbsent(installation: Installation): void {
  it('connections keep the direct integrations that a POST does not name', async () => {
    const { admin } = installation;
    const older = { ENABLE_DIRECT_CONNECTIONS: false, ENABLE_BASE_MODELS_CACHE: false };
    for (const ENABLE_DIRECT_INTEGRATIONS of [true, false]) {
      await admin.post(`${CONFIGS}/connections`, { ...older, ENABLE_DIRECT_INTEGRATIONS });
      const { object } = await admin.post(`${CONFIGS}/connections`, older);
      expect(object).toEqual({ ...older, ENABLE_DIRECT_INTEGRATIONS });
    }
  });

  it('models forget the metadata and parameters that a POST does not name', async () => {
    const { admin } = installation;
    const models = { DEFAULT_MODELS: null, DEFAULT_PINNED_MODELS: null, MODEL_ORDER_LIST: [] };
    const defaults = { DEFAULT_MODEL_METADATA: { a: 1 }, DEFAULT_MODEL_PARAMS: { b: 2 } };
    await admin.post(`${CONFIGS}/models`, { ...models, ...defaults });
    expect((await admin.post(`${CONFIGS}/models`, models)).object).toEqual({
      ...models,
      DEFAULT_MODEL_METADATA: null,
      DEFAULT_MODEL_PARAMS: null,
    });
  });
}

function specifySuggestions(installation: Installation): void {
  const suggestions = [{ title: ['Tell me'], content: 'Tell me a fact' }];
  const i18n = { de: { 'Tell me': 'Erzähl mir' } };

  it.each([
    ['an array', { suggestions }, suggestions],
    ['an object for who knows translations', { suggestions, i18n }, { suggestions, i18n }],
    ['null for none', { suggestions: null }, null],
  ])('suggestions are answered as %s', async (_how, body, answer) => {
    const changed = await installation.admin.post(`${CONFIGS}/suggestions`, body);
    expect([changed.status, changed.body]).toEqual([200, answer]);
  });

  it('suggestions keep the translations that a POST does not name', async () => {
    await installation.admin.post(`${CONFIGS}/suggestions`, { suggestions, i18n });
    await installation.admin.post(`${CONFIGS}/suggestions`, { suggestions: [] });
    const { object } = await installation.admin.get('/api/config');
    expect(object).toMatchObject({ default_prompt_suggestions: [], default_prompt_suggestions_i18n: i18n });
  });
}

function specifyPublicConfig(installation: Installation): void {
  const EVERYBODYS = {
    status: true,
    name: 'Reeve',
    version: '0.12.4',
    default_locale: '',
    oauth: { providers: {}, auto_redirect: false },
  };

  describe('what a page needs', () => {
    it('to show a sign-in, for everybody and for who is not let in yet', async () => {
      await installation.admin.post(`${CONFIGS}/interface/visibility`, { visibility: { notes: true } });
      const newcomer = await installation.person('pending');
      for (const client of [installation.anyone, installation.anyone.as('not a token'), newcomer.client]) {
        const { status, object } = await client.get('/api/config');
        expect(status).toBe(200);
        expect(object).toEqual({
          ...EVERYBODYS,
          features: {
            auth: true,
            auth_trusted_header: false,
            enable_login_form: true,
            enable_ldap: false,
            enable_api_keys: false,
            enable_signup: false,
            enable_tool_servers: true,
            enable_terminal_servers: true,
          },
          i18n: {},
          ui: {
            visibility: { notes: true },
            ...(client === newcomer.client
              ? { pending_user_overlay_title: '', pending_user_overlay_content: '' }
              : {}),
          },
        });
      }
    });

    it('to work with, for who is signed in', async () => {
      const { admin } = installation;
      await admin.post(`${CONFIGS}/connections`, {
        ENABLE_DIRECT_CONNECTIONS: true,
        ENABLE_BASE_MODELS_CACHE: false,
        ENABLE_DIRECT_INTEGRATIONS: true,
      });
      await admin.post(`${CONFIGS}/suggestions`, { suggestions: [{ title: ['A'], content: 'B' }] });
      const member = await installation.person('user');
      const { object } = await member.client.get('/api/config');
      expect(object).toMatchObject({
        ...EVERYBODYS,
        features: {
          enable_direct_connections: true,
          enable_direct_integrations: true,
          enable_code_execution: true,
          enable_code_interpreter: true,
          enable_subagents: false,
          enable_notes: true,
          enable_channels: false,
        },
        ui: { response_watermark: '', default_interface_settings: {} },
        default_models: null,
        default_pinned_models: null,
        default_prompt_suggestions: [{ title: ['A'], content: 'B' }],
        code: { engine: 'pyodide', interpreter_engine: 'pyodide' },
      });
    });
  });
}
