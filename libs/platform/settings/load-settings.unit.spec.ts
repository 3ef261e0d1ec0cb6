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
      tokenLifetimeMs: 28 * 86_400_000,
      defaultUserRole: 'pending',
    });
  });

  it('come from the environment, in the types that they have', () => {
    const settings = loadSettings({
      REEVE_PORT: '0',
      REEVE_ALLOW_PRIVATE_ADDRESSES: 'Yes',
      REEVE_CORS_ORIGINS: 'https://a.example, http://localhost:3000',
      REEVE_TRUST_PROXY: '10.0.0.0/8,::1',
      ENABLE_SIGNUP: 'False',
      JWT_EXPIRES_IN: '-1',
      WEBUI_NAME: 'Ours',
    });
    expect(settings).toMatchObject({
      port: 0,
      allowPrivateAddresses: true,
      corsOrigins: ['https://a.example', 'http://localhost:3000'],
      trustProxy: ['10.0.0.0/8', '::1'],
      enableSignup: false,
      tokenLifetimeMs: null,
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
    ['DEFAULT_USER_ROLE', 'wizard'],
    ['JWT_EXPIRES_IN', '4 weeks'],
    ['JWT_EXPIRES_IN', '1ms'],
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

  it('suggest nothing for a name that is near none, and leave the names of test suites alone', () => {
    expect(problemsOf({ REEVE_SOMETHING_ELSE_ENTIRELY: '1', REEVE_TEST_EVENTSTOREDB_URL: 'x' })).toEqual([
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

  it('are all in the table for the README', () => {
    const table = describeSettings();
    for (const { name } of Object.values(VARIABLES)) expect(table).toContain(`| \`${name}\` |`);
    expect(table).toContain('| `JWT_EXPIRES_IN` | `4w` |');
  });
});
