import { randomUUID } from 'node:crypto';
import type { CallContext, ImportRow } from '@reeve/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { crashingAt, ProcessCrashed } from '../testing/crashing-event-store.js';
import { account, call, signedIn, UsersInstallation } from '../testing/users-installation.js';
import type { UsersProcess } from '../testing/users-installation.js';

let installation: UsersInstallation;
let administrator: string;
beforeEach(async () => {
  installation = await UsersInstallation.open();
  const { users } = installation.startProcess();
  administrator = (await users.signUp.execute(account('Root'), call())).user.id;
});
afterEach(() => installation.close());

const row = (line: number, name: string, changes: Partial<ImportRow> = {}): ImportRow => ({
  ...account(name),
  line,
  passwordHash: null,
  role: 'user',
  ...changes,
});
const byAdministrator = (overrides: Partial<CallContext> = {}) =>
  call({ principal: signedIn(administrator, 'admin'), ...overrides });

/** Imports rows in one go. @returns each row's outcome, and its code if it is invalid. */
async function importRows(
  { users }: UsersProcess,
  rows: readonly ImportRow[],
  { importId = randomUUID(), dryRun = false } = {},
): Promise<readonly string[]> {
  const { outcomes, position } = await users.importUsers.execute(
    { importId, rows, dryRun, follows: null },
    byAdministrator(),
  );
  const nothing = { importId, rows: [], dryRun, follows: position };
  expect((await users.importUsers.execute(nothing, byAdministrator())).visible).toBe(true);
  expect(outcomes.map(({ line }) => line)).toEqual(rows.map(({ line }) => line));
  return outcomes.map((each) => (each.outcome === 'invalid' ? each.code : each.outcome));
}

const registeredBeside = async (others: number) =>
  (await installation.historyOf('users.user.registered.v1')).length - others;

describe('An import', () => {
  it('makes accounts that people sign in to, and reads show at once', async () => {
    const process = installation.startProcess();
    const { users } = process;
    expect(await importRows(process, [row(2, 'Ada'), row(3, 'Bob', { role: 'ADMIN' })])).toEqual([
      'created',
      'created',
    ]);
    const { email, password } = account('Bob');
    const { user } = await users.signIn.execute({ email, password }, call());
    expect(user).toMatchObject({ name: 'Bob', role: 'admin', profile_image_url: '/user.png' });
    const [, ada] = await installation.historyOf('users.user.registered.v1');
    expect(ada?.data.source).toBe('import');
    expect(ada?.metadata['actor']).toMatchObject({ id: administrator });
  });

  it('keeps a hash that is given, which is signed in with', async () => {
    const process = installation.startProcess();
    const { hash } = await import('@node-rs/argon2');
    const passwordHash = await hash('known elsewhere', { memoryCost: 8, timeCost: 1, parallelism: 1 });
    expect(await importRows(process, [row(1, 'Ada', { password: null, passwordHash })])).toEqual(['created']);
    const signIn = { email: account('Ada').email, password: 'known elsewhere' };
    expect((await process.users.signIn.execute(signIn, call())).user.name).toBe('Ada');
  });

  it('says of each row what became of it', async () => {
    const rows = [
      row(2, 'Ada'),
      row(3, 'Root'),
      row(4, 'Bob', { email: 'nobody' }),
      row(5, 'Cyd', { password: '' }),
      row(6, 'Dee', { role: 'owner' }),
      row(7, 'Eve', { email: 'ADA@example.com' }),
    ];
    expect(await importRows(installation.startProcess(), rows)).toEqual([
      'created',
      'exists',
      'USERS-EMAIL-INVALID',
      'USERS-PASSWORD-EMPTY',
      'USERS-IMPORT-ROLE-UNKNOWN',
      'exists',
    ]);
    expect(await registeredBeside(1)).toBe(1);
  });

  it('gives an e-mail that several rows have to the first of them', async () => {
    const rows = Array.from({ length: 40 }, (_, index) => row(index + 2, 'Ada', { name: `Ada ${index}` }));
    const outcomes = await importRows(installation.startProcess(), rows);
    expect(outcomes).toEqual(['created', ...Array.from({ length: 39 }, () => 'exists')]);
  });

  it('makes nothing in a dry run, and says what it would make', async () => {
    const before = await installation.history();
    const rows = [row(2, 'Ada'), row(3, 'Root'), row(4, 'Bob', { email: 'nobody' })];
    expect(await importRows(installation.startProcess(), rows, { dryRun: true })).toEqual([
      'created',
      'exists',
      'USERS-EMAIL-INVALID',
    ]);
    expect(await installation.history()).toEqual(before);
  });

  it('leaves nothing personal in the log', async () => {
    await importRows(installation.startProcess(), [row(2, 'Adelaide')]);
    const written = JSON.stringify(await installation.history());
    for (const value of ['Adelaide', 'adelaide@example.com', '$argon2']) expect(written).not.toContain(value);
  });
});

describe('Rows that are imported again', () => {
  const rows = [row(2, 'Ada'), row(3, 'Ada'), row(4, 'Bob')];

  it('are answered as the first time under the same id, in another process too', async () => {
    const importId = randomUUID();
    const first = await importRows(installation.startProcess(), rows, { importId });
    expect(first).toEqual(['created', 'exists', 'created']);
    const before = await installation.history();
    expect(await importRows(installation.startProcess(), rows, { importId })).toEqual(first);
    expect(await installation.history()).toEqual(before);
  });

  it('are there already under another id', async () => {
    const process = installation.startProcess();
    await importRows(process, rows);
    const before = await installation.history();
    expect(await importRows(process, rows)).toEqual(['exists', 'exists', 'exists']);
    expect(await installation.history()).toEqual(before);
  });

  it('are other rows when something else stands in them', async () => {
    const process = installation.startProcess();
    const importId = randomUUID();
    await importRows(process, rows, { importId });
    expect(await importRows(process, [row(2, 'Ada', { role: 'admin' })], { importId })).toEqual(['exists']);
  });

  it.each([
    ['before', 1],
    ['after', 1],
    ['before', 2],
    ['after', 3],
  ] as const)('complete what a process began that died right %s append %i', async (moment, nth) => {
    const importId = randomUUID();
    const dying = installation.startProcess({ through: crashingAt(nth, moment) });
    await expect(importRows(dying, rows, { importId })).rejects.toThrow(ProcessCrashed);
    await dying.stop();
    const outcomes = await importRows(installation.startProcess(), rows, { importId });
    expect(outcomes).toEqual(['created', 'exists', 'created']);
    expect(await registeredBeside(1)).toBe(2);
  });
});

describe('Imports that race', () => {
  it('with a sign-up for the same e-mail make one account', async () => {
    for (let round = 0; round < 20; round++) {
      const processes = [
        installation.startProcess({ policy: { signUp: 'open' } }),
        installation.startProcess(),
      ] as const;
      const name = `Ada${round}`;
      const [signedUp, imported] = await Promise.allSettled([
        processes[0].users.signUp.execute(account(name), call()),
        importRows(processes[1], [row(2, name)]),
      ]);
      const outcome = imported.status === 'fulfilled' ? imported.value[0] : 'failed';
      expect(outcome).toBe(signedUp.status === 'fulfilled' ? 'exists' : 'created');
      await Promise.all(processes.map((process) => process.stop()));
    }
    expect(await registeredBeside(1)).toBe(20);
  });

  it('with each other make one account a row', async () => {
    const rows = Array.from({ length: 20 }, (_, index) => row(index + 2, `Person${index}`));
    const processes = [installation.startProcess(), installation.startProcess()];
    const outcomes = await Promise.all(processes.map((process) => importRows(process, rows)));
    const created = outcomes.map((each) => each.filter((outcome) => outcome === 'created').length);
    expect(created.reduce((sum, each) => sum + each)).toBe(20);
    expect(await registeredBeside(1)).toBe(20);
  });
});

describe('The end of an import', () => {
  it('stands in the log once, with who made it', async () => {
    const { users } = installation.startProcess();
    const ended = { importId: randomUUID(), rows: { created: 2, exists: 1, invalid: 0 }, complete: true };
    for (let repeated = 0; repeated < 2; repeated++) {
      const answer = await users.endImport.execute({ ...ended, follows: null }, byAdministrator());
      expect(answer).toEqual({ visible: true });
    }
    const [event, ...others] = await installation.historyOf('users.import.ended.v1');
    expect(event?.data).toEqual(ended);
    expect(event?.metadata['actor']).toMatchObject({ id: administrator });
    expect(others).toEqual([]);
  });
});
