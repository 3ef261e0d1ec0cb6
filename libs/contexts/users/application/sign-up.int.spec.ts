import type { CallContext } from '@reeve/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { crashingAt, ProcessCrashed } from '../testing/crashing-event-store.js';
import { account, call, started, UsersInstallation } from '../testing/users-installation.js';
import type { UsersApplication } from './users-application.js';

/** Each in an installation of its own, so a quarter of those that other races are given. */
const FIRST_SIGN_UP_RACES = Number(process.env['REEVE_TEST_FIRST_SIGN_UP_RACES'] ?? 50);

let installation: UsersInstallation;
beforeEach(async () => {
  installation = await UsersInstallation.open();
});
afterEach(async () => {
  vi.useRealTimers();
  await installation.close();
});

describe('The first sign-up', () => {
  it('makes the primary administrator and signs them in', async () => {
    const { users } = installation.startProcess();
    const session = started(
      await users.signUp.execute({ ...account('Ada'), email: 'Ada@Example.COM' }, call()),
    );

    expect(session.user).toMatchObject({ name: 'Ada', email: 'ada@example.com', role: 'admin' });
    expect(session.expiresAt).toBe(session.issuedAt + 3600);
    expect(
      await users.resolvePrincipal.execute({
        userId: session.user.id,
        sessionId: session.sessionId,
        sessionStamp: null,
      }),
    ).toMatchObject({ kind: 'user', id: session.user.id, role: 'admin' });
    expect((await installation.history()).map(({ type }) => type)).toEqual([
      'users.email.reserved.v1',
      'users.user.registered.v1',
      'users.primary-administrator.claimed.v1',
      'users.user.role-changed.v1',
      'users.session.started.v1',
    ]);
  });

  it('is made by the person who signs up', async () => {
    const { users } = installation.startProcess();
    const { user } = await users.signUp.execute(account('Ada'), call());
    const [session] = await installation.historyOf('users.session.started.v1');
    expect(session?.metadata['actor']).toMatchObject({ kind: 'user', id: user.id });
  });

  it('closes sign-up', async () => {
    const { users } = installation.startProcess();
    expect(await users.onboarding.execute()).toMatchObject({ hasUsers: false, signUpOpen: true });
    await users.signUp.execute(account('Ada'), call());
    expect(await users.onboarding.execute()).toMatchObject({ hasUsers: true, signUpOpen: false });
    await expect(users.signUp.execute(account('Bob'), call())).rejects.toMatchObject({
      code: 'USERS-SIGN-UP-CLOSED',
    });
  });

  it('is not possible where the operator has closed sign-up', async () => {
    const { users } = installation.startProcess({ policy: { signUp: 'closed' } });
    await expect(users.signUp.execute(account('Ada'), call())).rejects.toMatchObject({ status: 403 });
    expect(await installation.history()).toEqual([]);
  });

  it('of twenty that race in two processes makes one primary administrator, every time', async () => {
    for (let round = 0; round < FIRST_SIGN_UP_RACES; round++) {
      const race = await UsersInstallation.open();
      const processes = [race.startProcess(), race.startProcess()];
      await Promise.all(processes.map(({ users }) => users.firstAdministratorProcess.start()));
      const sessions = await Promise.all(
        processes.flatMap(({ users }, process) =>
          Array.from({ length: 10 }, (_, index) =>
            users.signUp.execute(account(`Person${String(process)}${String(index)}`), call()),
          ),
        ),
      );
      const roles = sessions.map(({ user }) => user.role).sort();
      expect(roles).toEqual(['admin', ...Array.from({ length: 19 }, () => 'pending')]);
      expect(await race.historyOf('users.primary-administrator.claimed.v1')).toHaveLength(1);
      expect(await race.historyOf('users.user.role-changed.v1')).toHaveLength(1);
      await race.close();
    }
  }, 120_000);

  it('of twenty that race for one e-mail makes one account', async () => {
    const outcomes = await Promise.allSettled(
      [installation.startProcess(), installation.startProcess()].flatMap(({ users }) =>
        Array.from({ length: 10 }, () => users.signUp.execute(account('Ada'), call())),
      ),
    );
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(19);
    for (const outcome of refused) {
      expect((outcome as PromiseRejectedResult).reason).toMatchObject({
        code: expect.stringMatching(/^USERS-(EMAIL-TAKEN|SIGN-UP-CLOSED)$/) as unknown,
      });
    }
    expect(await installation.historyOf('users.user.registered.v1')).toHaveLength(1);
  });
});

describe('A later sign-up', () => {
  it('gets the default role where sign-up is open', async () => {
    const { users } = installation.startProcess({ policy: { signUp: 'open', defaultRole: 'user' } });
    await users.signUp.execute(account('Ada'), call());
    const { user } = await users.signUp.execute(account('Bob'), call());
    expect(user.role).toBe('user');
  });

  it('is refused an e-mail that somebody has, however it is written', async () => {
    const { users } = installation.startProcess({ policy: { signUp: 'open' } });
    await users.signUp.execute(account('Ada'), call());
    await expect(
      users.signUp.execute({ ...account('Eve'), email: 'ADA@example.com' }, call()),
    ).rejects.toMatchObject({ code: 'USERS-EMAIL-TAKEN', status: 400 });
  });
});

describe('A sign-up that is repeated', () => {
  it('answers as the first time and changes nothing', async () => {
    const { users } = installation.startProcess();
    const command = call();
    const first = await users.signUp.execute(account('Ada'), command);
    const before = await installation.history();
    expect(await users.signUp.execute(account('Ada'), command)).toEqual(first);
    expect(await installation.history()).toEqual(before);
  });

  it('is refused under the same id with another body', async () => {
    const { users } = installation.startProcess();
    const command = call();
    await users.signUp.execute(account('Ada'), command);
    await expect(
      users.signUp.execute(account('Bob'), { ...command, commandHash: 'another' }),
    ).rejects.toMatchObject({ code: 'IDEMPOTENCY-KEY-REUSED' });
  });
});

describe('Whatever a sign-up leaves in the log', () => {
  it('has nothing personal in clear, nor what a password could be guessed from', async () => {
    const { users } = installation.startProcess();
    const command = call();
    const { name, email, password } = account('Ada');
    await users.signUp.execute(
      { ...account('Ada'), profileImageUrl: 'https://example.com/ada.png' },
      command,
    );
    const written = JSON.stringify(await installation.history());
    for (const value of [name, email, password, 'ada.png', '$argon2id']) {
      expect(written).not.toContain(value);
    }
  });
});

const BEFORE_REGISTRATION = [
  ['before', 0],
  ['after', 0],
  ['before', 1],
] as const;
const AFTER_REGISTRATION = [
  ['after', 1],
  ['before', 2],
  ['after', 2],
  ['before', 3],
  ['after', 3],
  ['before', 4],
  ['after', 4],
] as const;

describe.each([...BEFORE_REGISTRATION, ...AFTER_REGISTRATION])(
  'A first sign-up whose process dies right %s append %i',
  (moment, nth) => {
    it('is completed by repeating it', async () => {
      const command = await crashAt(moment, nth);
      const { users } = installation.startProcess();
      const { user } = await users.signUp.execute(account('Ada'), { ...command, ...inTime() });
      expect(user).toMatchObject({ email: 'ada@example.com', role: 'admin' });
      await expectOneAdministrator();
      expect(await installation.historyOf('users.session.started.v1')).toHaveLength(1);
    });

    it('is completed by repeating it minutes later', async () => {
      const command = await crashAt(moment, nth);
      minutesLater();
      const { users } = installation.startProcess();
      const { user } = await users.signUp.execute(account('Ada'), { ...command, ...inTime() });
      expect(user.role).toBe('admin');
      await expectOneAdministrator();
    });
  },
);

describe.each(BEFORE_REGISTRATION)(
  'A first sign-up whose process dies right %s append %i and that nobody repeats',
  (moment, nth) => {
    it('leaves its e-mail to whoever signs up a minute later', async () => {
      await crashAt(moment, nth);
      minutesLater();
      const { users } = installation.startProcess();
      expect((await users.signUp.execute(account('Ada'), call())).user.role).toBe('admin');
      await expectOneAdministrator();
    });

    it('has lost its e-mail when it is repeated after all', async () => {
      const command = await crashAt(moment, nth);
      minutesLater();
      const { users } = installation.startProcess({ policy: { signUp: 'open' } });
      await users.signUp.execute(account('Ada'), call());
      await expect(users.signUp.execute(account('Ada'), { ...command, ...inTime() })).rejects.toMatchObject({
        code: 'USERS-EMAIL-TAKEN',
      });
      await expectOneAdministrator();
    });
  },
);

describe.each(AFTER_REGISTRATION)(
  'A first sign-up whose process dies right %s append %i and that nobody repeats',
  (moment, nth) => {
    it('is completed by the next process that starts', async () => {
      await crashAt(moment, nth);
      const { users } = installation.startProcess();
      await users.firstAdministratorProcess.start();
      await users.firstAdministratorProcess.finished();
      await expectOneAdministrator();
      await expectAdaToBeAdministrator(users);
    });

    it('is completed by a process that was there all the time', async () => {
      const { users } = installation.startProcess();
      await users.firstAdministratorProcess.start();
      await crashAt(moment, nth);
      await users.firstAdministratorProcess.finished();
      await expectOneAdministrator();
      await expectAdaToBeAdministrator(users);
    });
  },
);

/** Signs Ada up in a process that dies. @returns the call, to repeat it with. */
async function crashAt(moment: 'before' | 'after', nth: number): Promise<CallContext> {
  const command = call();
  const dying = installation.startProcess({ through: crashingAt(nth, moment) });
  await expect(dying.users.signUp.execute(account('Ada'), command)).rejects.toThrow(ProcessCrashed);
  await dying.stop();
  return command;
}

const inTime = () => ({ deadline: Date.now() + 10_000 });

function minutesLater(): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 120_000 });
}

async function expectOneAdministrator(): Promise<void> {
  expect(await installation.historyOf('users.user.registered.v1')).toHaveLength(1);
  expect(await installation.historyOf('users.primary-administrator.claimed.v1')).toHaveLength(1);
  expect(await installation.historyOf('users.user.role-changed.v1')).toHaveLength(1);
}

async function expectAdaToBeAdministrator(users: UsersApplication): Promise<void> {
  const { email, password } = account('Ada');
  await vi.waitFor(async () => {
    expect((await users.signIn.execute({ email, password }, call())).user.role).toBe('admin');
  });
}
