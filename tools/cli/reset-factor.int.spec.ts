import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, loadSettings } from '@reeve/platform';
import { startStandalone } from '@reeve/standalone';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from './run.js';

const ACCOUNT = { email: 'ada@example.com', password: 'correct horse battery staple' };

let folder: string;
let reeve: Awaited<ReturnType<typeof startStandalone>>;
/** The primary administrator's. */
let token: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reeve-cli-'));
  const environment = { REEVE_PORT: '0', REEVE_DATA_DIR: folder };
  const settings = loadSettings(environment);
  const logger = createLogger(settings, { write: () => undefined });
  reeve = await startStandalone({ settings, environment, logger });
  ({ token } = await post('/api/v1/auths/signup', { name: 'Ada', ...ACCOUNT }));
});
afterAll(async () => {
  await reeve.close();
  await rm(folder, { recursive: true });
});

/** Runs the command as it is typed. */
async function reeveCommand(line: string, environment: Readonly<Record<string, string>> = {}) {
  const printed: string[] = [];
  const complaints: string[] = [];
  const code = await run(
    line.split(' '),
    { REEVE_URL: reeve.url, REEVE_TOKEN: token, ...environment },
    { print: (text) => printed.push(text), complain: (text) => complaints.push(text) },
  );
  return { code, out: printed.join('\n'), err: complaints.join('\n') };
}

type Answered = Readonly<Record<string, unknown>> & { readonly token: string };

async function post(path: string, body: object, bearer?: string): Promise<Answered> {
  const headers = {
    'content-type': 'application/json',
    ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
  };
  const answer = await fetch(`${reeve.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await answer.json()) as Answered;
}

async function get(path: string): Promise<Answered> {
  const headers = { authorization: `Bearer ${token}` };
  return (await (await fetch(`${reeve.url}${path}`, { headers })).json()) as Answered;
}

async function audited(action: string) {
  const { items } = await get(`/api/v1/admin/audit/logs?action=${action}`);
  return items as readonly object[];
}

const codeOf = (secret: string, later = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + later });

/** Signs in, with the ticket of a reset where there is one, and enrols a second factor. */
async function enrol(email: string, ticket?: string) {
  const mfa = '/api/v1/auths/mfa';
  let step = await post('/api/v1/auths/signin', { ...ACCOUNT, email });
  if (ticket !== undefined) {
    const { challenge_token } = step;
    step = await post(`${mfa}/recover`, { challenge_token, reset_token: ticket });
  }
  const { challenge_token } = step;
  const secret = (await post(`${mfa}/enroll/start`, { challenge_token }))['manual_key'] as string;
  const confirmed = await post(`${mfa}/enroll/confirm`, { challenge_token, code: codeOf(secret) });
  return { token: confirmed.token, secret };
}

describe('reeve admin reset-factor', () => {
  const command = 'admin reset-factor cyd@example.com --reason=lost';
  beforeAll(async () => {
    const cyd = { ...ACCOUNT, name: 'Cyd', email: 'cyd@example.com', role: 'admin' };
    await post('/api/v1/auths/add', cyd, token);
    const path = '/api/v1/auths/admin/config';
    await post(path, { ...(await get(path)), ENABLE_MFA: true }, token);
    // Which ends her session: both enrol.
    ({ token } = await enrol(ACCOUNT.email));
    await enrol(cyd.email);
  });

  it('gives a ticket, in the name of an administrator', async () => {
    const { code, out } = await reeveCommand(`${command} --json`);
    expect([code, JSON.parse(out)]).toEqual([
      0,
      { reset_token: expect.stringMatching(/^.{43}$/) as string, expires_at: expect.any(Number) as number },
    ]);
    const next = await post('/api/v1/auths/signin', { ...ACCOUNT, email: 'cyd@example.com' });
    expect(next).toMatchObject({ next_step: 'recover' });
    expect((await audited('factor_reset_requested'))[0]).toMatchObject({
      actor_kind: 'user',
      audit_metadata: { reason: 'lost' },
    });
  });

  it('gives one for the primary administrator to whoever has the installation’s key, and to nobody else', async () => {
    const primary = `admin reset-factor ${ACCOUNT.email} --reason=lost`;
    const asCyd = { REEVE_TOKEN: '', REEVE_EMAIL: 'cyd@example.com', REEVE_PASSWORD: ACCOUNT.password };
    const own = await reeveCommand(primary);
    expect([own.code, own.err]).toEqual([1, expect.stringContaining('Nobody resets their own')]);
    const forged = { REEVE_TOKEN: '', REEVE_MASTER_KEY: 'ab'.repeat(32) };
    expect((await reeveCommand(primary, forged)).err).toContain('(401)');
    const nowhere = { REEVE_TOKEN: '', REEVE_DATA_DIR: join(folder, 'elsewhere') };
    expect((await reeveCommand(primary, nowhere)).err).toContain('the installation’s key is not here');
    expect((await reeveCommand(primary, asCyd)).err).toContain('the step "recover"');

    const operator = { REEVE_TOKEN: '', REEVE_DATA_DIR: folder };
    const { code, out } = await reeveCommand(primary, operator);
    expect([code, out]).toEqual([0, expect.stringMatching(/^[\w-]{43}\n\nGive this ticket to the person/)]);
    const [ticket = ''] = out.split('\n');
    ({ token } = await enrol(ACCOUNT.email, ticket));
    expect((await audited('factor_reset_requested'))[0]).toMatchObject({ actor_kind: 'system' });
    // It opens nothing else.
    expect((await reeveCommand('projections status', operator)).err).toContain('Nobody is signed in');
  });

  it('and whatever else there is takes a code of an administrator’s, where one is asked for', async () => {
    const dan = { ...ACCOUNT, name: 'Dan', email: 'dan@example.com', role: 'admin' };
    await post('/api/v1/auths/add', dan, token);
    const { secret } = await enrol(dan.email);
    const asDan = { REEVE_TOKEN: '', REEVE_EMAIL: dan.email, REEVE_PASSWORD: dan.password };
    expect((await reeveCommand('projections status', asDan)).err).toContain('Set REEVE_CODE');
    expect((await reeveCommand('projections status', { ...asDan, REEVE_CODE: '12345' })).err).toContain(
      '(401)',
    );
    const REEVE_CODE = codeOf(secret, 30_000);
    expect((await reeveCommand('projections status', { ...asDan, REEVE_CODE })).code).toBe(0);
  });
});
