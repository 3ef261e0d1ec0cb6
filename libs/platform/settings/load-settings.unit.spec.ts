import { describe, expect, it } from 'vitest';
import { describeSettings } from './describe-settings.js';
import { loadSettings } from './load-settings.js';
import { SettingsError } from './settings.errors.js';
import { VARIABLES } from './settings.js';

function problemsOf(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    loadSettings(env);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

describe('Settings', () => {
  it('have a default for everything', () => {
    expect(loadSettings({})).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      dataDir: './data',
      masterKey: null,
      secrets: 'masked',
      corsOrigins: [],
      trustProxy: false,
      adminRateLimit: 1200,
      signInRateLimit: 15,
    });
  });

  it('come from the environment, in the types that they have', () => {
    const settings = loadSettings({
      REEVE_PORT: '0',
      REEVE_ALLOW_PRIVATE_ADDRESSES: 'Yes',
      REEVE_CORS_ORIGINS: 'https://a.example, http://localhost:3000',
      REEVE_TRUST_PROXY: '10.0.0.0/8,::1',
      ENABLE_SIGNUP: 'False',
      OAUTH_TOKEN_EXCHANGE_TRUSTED_CLIENT_IDS: 'phone, desk,',
      WEBUI_NAME: 'Ours',
    });
    expect(settings).toMatchObject({
      port: 0,
      allowPrivateAddresses: true,
      corsOrigins: ['https://a.example', 'http://localhost:3000'],
      trustedClientIds: ['phone', 'desk'],
      trustProxy: ['10.0.0.0/8', '::1'],
      enableSignup: false,
      name: 'Ours',
    });
  });

  it('take an empty variable as one that is not set', () => {
    expect(loadSettings({ REEVE_PORT: '', REEVE_ADMIN_EMAIL: ' ' })).toMatchObject({
      port: 8080,
      adminEmail: null,
    });
  });

  it.each([
    ['REEVE_PORT', '65536'],
    ['REEVE_PORT', '80.5'],
    ['REEVE_PORT', '0x50'],
    ['REEVE_PORT', '-1'],
    ['REEVE_ALLOW_PRIVATE_ADDRESSES', 'maybe'],
    ['REEVE_SECRETS', 'open'],
    ['REEVE_CORS_ORIGINS', '*'],
    ['REEVE_CORS_ORIGINS', 'https://a.example/path'],
    ['REEVE_TRUST_PROXY', '10.0.0.0/33'],
    ['REEVE_TRUST_PROXY', 'proxy.example'],
    ['REEVE_TRUST_PROXY', ','],
    ['REEVE_LOG_LEVEL', 'loud'],
    ['REEVE_REQUEST_TIMEOUT_MS', '1'],
    ['REEVE_ADMIN_RATE_LIMIT', '0'],
    ['WEBUI_AUTH_COOKIE_SAME_SITE', 'sometimes'],
  ])('refuse %s=%s, naming the variable, the value and what is allowed', (name, value) => {
    const [problem, ...others] = problemsOf({ [name]: value });
    expect(others).toEqual([]);
    expect(problem).toContain(`${name}=${JSON.stringify(value)} must be `);
  });

  it('name every problem at once', () => {
    expect(problemsOf({ REEVE_PORT: 'x', REEVE_SECRETS: 'y', REEVE_HOTS: 'z' })).toEqual([
      'REEVE_HOTS is not a setting; did you mean REEVE_HOST?',
      expect.stringContaining('REEVE_PORT="x"'),
      expect.stringContaining('REEVE_SECRETS="y"'),
    ]);
  });

  it('suggest nothing for a name that is near none, and leave the names of suites and of the command alone', () => {
    const others = { REEVE_TEST_EVENTSTOREDB_URL: 'x', REEVE_URL: 'y', REEVE_TOKEN: 'z' };
    expect(problemsOf({ REEVE_SOMETHING_ELSE_ENTIRELY: '1', ...others })).toEqual([
      'REEVE_SOMETHING_ELSE_ENTIRELY is not a setting.',
    ]);
  });

  it('refuse half of the first administrator, and never show the password', () => {
    const problems = problemsOf({ REEVE_ADMIN_PASSWORD: 'correct horse' });
    expect(problems).toEqual(['REEVE_ADMIN_EMAIL and REEVE_ADMIN_PASSWORD must be set both or neither.']);
  });

  it('refuse a cookie for other sites that would travel in clear', () => {
    expect(problemsOf({ WEBUI_AUTH_COOKIE_SAME_SITE: 'none' })).toHaveLength(1);
    expect(problemsOf({ WEBUI_AUTH_COOKIE_SAME_SITE: 'none', WEBUI_AUTH_COOKIE_SECURE: 'true' })).toEqual([]);
  });

  const KEY = '5'.repeat(64);

  it.each([
    ['REEVE_BUS_URL', 'nats://reeve:hunter2@nats-1:4222,nats-2:4222'],
    ['REEVE_BUS_URL', 'tls://[::1]:4222'],
    ['REEVE_EVENT_STORE_URL', 'esdb://admin:hunter2@node-1:2113,node-2:2113?tls=true&nodePreference=leader'],
    ['REEVE_EVENT_STORE_URL', 'esdb+discover://cluster.example'],
    ['REEVE_DOCUMENT_STORE_URL', 'mongodb://a:27017,b:27017/reeve?replicaSet=rs0'],
    ['REEVE_DOCUMENT_STORE_URL', 'mongodb+srv://reeve:p%40ss@cluster.example/reeve'],
    ['REEVE_RATE_LIMIT_URL', 'rediss://default:hunter2@redis:6380/1'],
    ['REEVE_KEY_STORE_URL', 'nats://keys:4222'],
  ])('take %s=%s', (name, value) => {
    expect(problemsOf({ [name]: value, REEVE_MASTER_KEY: KEY })).toEqual([]);
  });

  it.each([
    ['REEVE_BUS_URL', 'https://hunter2@nats'],
    ['REEVE_BUS_URL', 'hunter2'],
    ['REEVE_BUS_URL', 'nats://hunter2@'],
    ['REEVE_EVENT_STORE_URL', 'esdb://hunter2@host:70000'],
    ['REEVE_EVENT_STORE_URL', 'esdb:// hunter2'],
    ['REEVE_DOCUMENT_STORE_URL', 'mongodb://hunter2@a,,b/reeve'],
    ['REEVE_RATE_LIMIT_URL', 'memcached://hunter2@host'],
  ])('refuse %s=%s without showing it: a URL may carry a password', (name, value) => {
    const problems = problemsOf({ [name]: value, REEVE_MASTER_KEY: KEY });
    expect(problems).toEqual([expect.stringMatching(`^${name} must be a URL that begins with [a-z]+://`)]);
    expect(problems.join()).not.toContain('hunter2');
  });

  it.each([
    ['REEVE_BUS_URL', 'nats://nats'],
    ['REEVE_EVENT_STORE_URL', 'esdb://node'],
    ['REEVE_DOCUMENT_STORE_URL', 'mongodb://mongo/reeve'],
    ['REEVE_KEY_STORE_URL', 'nats://nats'],
  ])('ask for a master key with %s, which other processes may share', (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([
      expect.stringMatching('^REEVE_MASTER_KEY must be set together with '),
    ]);
  });

  it('ask for none where only counters are shared', () => {
    expect(problemsOf({ REEVE_RATE_LIMIT_URL: 'redis://redis' })).toEqual([]);
  });

  it.each([
    ['REEVE_MASTER_KEY', 'change-me'],
    ['REEVE_ADMIN_PASSWORD', 'CHANGE_ME'],
    ['REEVE_BUS_URL', 'nats://reeve:changeme@nats'],
  ])('refuse the placeholder that %s may have in an example', (name, value) => {
    const others = {
      REEVE_MASTER_KEY: KEY,
      REEVE_ADMIN_EMAIL: 'a@b.c',
      REEVE_ADMIN_PASSWORD: 'correct horse',
    };
    expect(problemsOf({ ...others, [name]: value })).toEqual([
      `${name} still has its placeholder: put a value of your own in its place.`,
    ]);
  });

  it('refuse two ways to sign in to NATS, and half of a certificate', () => {
    expect(
      problemsOf({
        REEVE_NATS_CREDENTIALS_FILE: 'a.creds',
        REEVE_NATS_NKEY_FILE: 'a.nk',
        REEVE_NATS_CERT_FILE: 'a.pem',
      }),
    ).toEqual([
      'REEVE_NATS_CREDENTIALS_FILE and REEVE_NATS_NKEY_FILE must not be set both.',
      'REEVE_NATS_CERT_FILE and REEVE_NATS_KEY_FILE must be set both or neither.',
    ]);
  });

  it('are all in the table for the README', () => {
    const table = describeSettings();
    for (const { name } of Object.values(VARIABLES)) expect(table).toContain(`| \`${name}\` |`);
    expect(table).toContain('| `WEBUI_NAME` | `Reeve` |');
  });
});
