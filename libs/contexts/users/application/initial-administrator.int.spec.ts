import { EventStoreUnavailableError } from '@reeve/event-store';
import type { EventStore } from '@reeve/event-store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { crashingAt, ProcessCrashed } from '../testing/crashing-event-store.js';
import { account, call, UsersInstallation } from '../testing/users-installation.js';

const OPERATOR = { email: 'Root@example.com', password: 'from the environment' };
let installation: UsersInstallation;
beforeEach(async () => {
  installation = await UsersInstallation.open();
});
afterEach(() => installation.close());

const startWith = (initialAdministrator: typeof OPERATOR | null) =>
  installation.startProcess({ policy: { initialAdministrator } }).users;

describe('The administrator of the environment', () => {
  it('is made at the first start and can sign in', async () => {
    const users = startWith(OPERATOR);
    await users.firstAdministratorProcess.start();
    const { user } = await users.signIn.execute(OPERATOR, call());
    expect(user).toMatchObject({ email: 'root@example.com', role: 'admin' });
    expect((await users.onboarding.execute()).signUpOpen).toBe(false);
  });

  it('is made once, by several processes that start at once and at every later start', async () => {
    const together = [startWith(OPERATOR), startWith(OPERATOR)];
    await Promise.all(together.map((users) => users.firstAdministratorProcess.start()));
    await startWith(OPERATOR).firstAdministratorProcess.start();
    expect(await installation.historyOf('users.user.registered.v1')).toHaveLength(1);
    expect(await installation.historyOf('users.user.role-changed.v1')).toHaveLength(1);
  });

  it('is not made where somebody is primary administrator already', async () => {
    await startWith(null).signUp.execute(account('Ada'), call());
    await startWith(OPERATOR).firstAdministratorProcess.start();
    expect(await installation.historyOf('users.user.registered.v1')).toHaveLength(1);
  });

  it('leaves the place to a first sign-up that was interrupted, by the same e-mail too', async () => {
    const crashing = installation.startProcess({ through: crashingAt(1, 'after') });
    const ada = { ...account('Ada'), email: OPERATOR.email };
    await expect(crashing.users.signUp.execute(ada, call())).rejects.toThrow(ProcessCrashed);
    await startWith(OPERATOR).firstAdministratorProcess.start();
    expect(await installation.historyOf('users.user.registered.v1')).toHaveLength(1);
    expect(await installation.historyOf('users.user.role-changed.v1')).toHaveLength(1);
  });

  it('ends the start when it could not sign in', async () => {
    const users = startWith({ ...OPERATOR, email: 'root' });
    await expect(users.firstAdministratorProcess.start()).rejects.toMatchObject({
      code: 'USERS-EMAIL-INVALID',
    });
  });
});

describe('A first sign-up that fails while the event store is away', () => {
  it('is completed once the store is back', async () => {
    let away = false;
    const claimFails = (eventStore: EventStore): EventStore => ({
      append: async (stream, events, expected, options) => {
        if (away && stream === 'primary-administrator') throw new EventStoreUnavailableError('away');
        return await eventStore.append(stream, events, expected, options);
      },
      readStream: (stream, options) => eventStore.readStream(stream, options),
      readAll: (options) => eventStore.readAll(options),
      subscribe: (options) => eventStore.subscribe(options),
      head: () => eventStore.head(),
      close: () => eventStore.close(),
    });
    const { users } = installation.startProcess({ through: claimFails });
    away = true;
    await expect(users.signUp.execute(account('Ada'), call())).rejects.toMatchObject({ status: 503 });
    await users.firstAdministratorProcess.start();
    away = false;
    await users.firstAdministratorProcess.finished();
    expect(await installation.historyOf('users.user.role-changed.v1')).toHaveLength(1);
  });
});

describe('The process that watches for the first administrator', () => {
  it('stops when told to, although nobody has signed up', async () => {
    const { users } = installation.startProcess();
    await users.firstAdministratorProcess.start();
    await users.firstAdministratorProcess.stop();
    expect(await installation.history()).toEqual([]);
  });
});
