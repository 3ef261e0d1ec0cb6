import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openSqliteEventStore } from '@reeve/event-store/sqlite';
import { createLogger, loadSettings } from '@reeve/platform';
import { startStandalone } from '@reeve/standalone';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { run } from './run.js';

type Running = Awaited<ReturnType<typeof startStandalone>>;

const ACCOUNT = { email: 'ada@example.com', password: 'correct horse battery staple' };
const WITHIN = { timeout: 10_000, interval: 50 };

let folder: string;
let reeve: Running;
let token: string;
const log: string[] = [];

async function start(): Promise<Running> {
  const environment = { REEVE_PORT: '0', REEVE_DATA_DIR: folder, ENABLE_SIGNUP: 'true' };
  const settings = loadSettings(environment);
  return await startStandalone({
    settings,
    environment,
    logger: createLogger(settings, { write: (line) => void log.push(line) }),
  });
}

async function post(path: string, body: object): Promise<{ readonly token: string }> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${reeve.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await answer.json()) as { readonly token: string };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reeve-cli-'));
  reeve = await start();
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
    line.split(' ').filter((word) => word !== ''),
    { REEVE_URL: reeve.url, REEVE_TOKEN: token, ...environment },
    { print: (text) => printed.push(text), complain: (text) => complaints.push(text) },
  );
  return { code, out: printed.join('\n'), err: complaints.join('\n') };
}

async function projections() {
  const { out } = await reeveCommand('projections status --json');
  return (JSON.parse(out) as { readonly items: readonly { readonly name: string; readonly state: string }[] })
    .items;
}

describe('reeve', () => {
  it.each(['', '--help', 'projections --help', '-h'])('%s says what it can do', async (line) => {
    const { code, out } = await reeveCommand(line, { REEVE_URL: 'nowhere' });
    expect([code, out]).toEqual([0, expect.stringContaining('reeve projections rebuild <name>')]);
  });

  it.each([
    ['plans', 'There is no command "plans".'],
    ['projections', 'status, rebuild or resume'],
    ['projections stop', 'status, rebuild or resume'],
    ['projections status config', 'status, rebuild or resume'],
    ['projections rebuild', 'one of config, users, billing, audit'],
    ['projections rebuild plans', 'one of config, users, billing, audit'],
    ['projections rebuild config users', 'one of config, users, billing, audit'],
    ['projections status --yaml', '--yaml'],
    ['projections status --reason=lost', '--reason'],
    ['audit', 'followed by verify'],
    ['audit rebuild', 'followed by verify'],
    ['audit verify all', 'followed by verify'],
    ['admin', 'followed by reset-factor'],
    ['admin reset-factor --reason=lost', 'the id of one person'],
    ['admin reset-factor ada bob --reason=lost', 'the id of one person'],
    ['admin reset-factor ada', 'asks for a --reason'],
    ['admin reset-factor ada --reason=', 'asks for a --reason'],
  ])('%s is refused before anything is asked', async (line, says) => {
    const { code, out, err } = await reeveCommand(line, { REEVE_URL: 'http://127.0.0.1:1' });
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^reeve: .*"reeve --help" tells more\.$/);
    expect(err).toContain(says);
  });

  it.each([
    ['nobody is signed in', { REEVE_TOKEN: '' }, 'Set REEVE_TOKEN, or REEVE_EMAIL and REEVE_PASSWORD'],
    ['the address is none', { REEVE_URL: 'localhost' }, 'REEVE_URL is no address of a server: localhost'],
    ['the token is none', { REEVE_TOKEN: 'nonsense' }, '(401)'],
    [
      'the password is wrong',
      { REEVE_TOKEN: '', REEVE_EMAIL: ACCOUNT.email, REEVE_PASSWORD: 'guess' },
      '(400)',
    ],
  ])('fails, and says so in one line, when %s', async (_when, environment, says) => {
    const { code, out, err } = await reeveCommand('projections status', environment);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(says);
    expect(err).not.toContain('\n');
  });

  it('fails when nothing listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.close();
    await once(server, 'close');
    const { code, err } = await reeveCommand('projections status', { REEVE_URL: url });
    expect([code, err]).toEqual([
      1,
      `reeve: Reeve does not answer at ${url}: ECONNREFUSED. Is REEVE_URL right?`,
    ]);
  });

  it('is a program', async () => {
    const program = fileURLToPath(new URL('bin/reeve.js', import.meta.url));
    const environment = { ...process.env, REEVE_URL: reeve.url, REEVE_TOKEN: token };
    const { stdout } = await promisify(execFile)(program, ['projections', 'status'], { env: environment });
    expect(stdout).toMatch(/^config +live/m);
  });

  it('is for administrators', async () => {
    const member = await post('/api/v1/auths/signup', { ...ACCOUNT, name: 'Bob', email: 'bob@example.com' });
    const { code, err } = await reeveCommand('projections rebuild users', { REEVE_TOKEN: member.token });
    expect([code, err]).toEqual([1, expect.stringContaining('It takes an administrator.')]);
  });
});

describe('reeve projections', () => {
  it('status tells how they are', async () => {
    const { code, out } = await reeveCommand('projections status');
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      expect.stringMatching(/^PROJECTION +STATE +BEHIND +PROCESS$/),
      expect.stringMatching(/^config +live +0\.0 s +-$/),
      expect.stringMatching(/^users +live +0\.0 s +-$/),
      expect.stringMatching(/^billing +live +0\.0 s +-$/),
      expect.stringMatching(/^audit +live +0\.0 s +-$/),
    ]);
  });

  it('rebuild makes documents again', async () => {
    const { code, out } = await reeveCommand('projections rebuild users --json');
    expect([code, JSON.parse(out)]).toEqual([0, { name: 'users', requested: 'rebuild' }]);
    await vi.waitFor(async () => {
      expect(await projections()).toContainEqual(
        expect.objectContaining({ name: 'users', state: 'live', rebuilding: false, requested: null }),
      );
    }, WITHIN);
    expect((await post('/api/v1/auths/signin', ACCOUNT)).token).toBeTypeOf('string');
  });

  it('leaves no session behind that it was not given', async () => {
    const own = { REEVE_TOKEN: '', REEVE_EMAIL: ACCOUNT.email, REEVE_PASSWORD: ACCOUNT.password };
    expect(await reeveCommand('projections status', own)).toMatchObject({ code: 0 });
    const types: string[] = [];
    for await (const { type } of reeve.eventLog?.readAll() ?? []) types.push(type);
    expect(types.slice(-2)).toEqual(['users.session.started.v1', 'users.session.ended.v1']);
    expect(await reeveCommand('projections status')).toMatchObject({ code: 0 });
  });

  it('show an event that cannot be projected, and stay with it when they are resumed; the others go on', async () => {
    await reeve.close();
    await poisonConfig();
    log.length = 0;
    reeve = await start();

    const { code, out } = await reeveCommand('projections status');
    expect(code).toBe(3);
    expect(out).toMatch(/^config +poisoned/m);
    expect(out).toMatch(/^ {2}config\.connections\.changed\.v1 at config revision 0: /m);
    expect(out).toMatch(/^users +live/m);
    expect(log.filter((line) => line.includes('at config revision 0'))).toHaveLength(1);

    expect(await reeveCommand('projections resume config')).toMatchObject({ code: 0 });
    await vi.waitFor(
      () => expect(log.filter((line) => line.includes('at config revision 0'))).toHaveLength(2),
      WITHIN,
    );
    expect(await projections()).toContainEqual(
      expect.objectContaining({ name: 'config', state: 'poisoned' }),
    );
  });
});

/** Writes an event into the log that no version of the projection can make anything of. */
async function poisonConfig(): Promise<void> {
  const events = await openSqliteEventStore({ path: join(folder, 'events.db') });
  const poison = {
    id: randomUUID(),
    type: 'config.connections.changed.v1',
    data: { changes: null },
    metadata: {},
  };
  await events.append('config', [poison], 'new', { deadline: Date.now() + 5_000 });
  await events.close();
}
