import { EventStoreUnavailableError } from '@reeve/event-store';
import type { EventStore } from '@reeve/event-store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { account, call, UsersInstallation } from '../testing/users-installation.js';

const OPERATOR = { email: 'Root@example.com', password: 'from the environment' };
let installation: UsersInstallation;
beforeEach(async () => {
  installation = await UsersInstallation.open();
});
afterEach(() => installation.close());

describe('The administrator of the environment', () => {
  it('is made at the first start and can sign in', async () => {
    const { users } = installation.startProcess();
    await users.initialAdministrator.ensure(OPERATOR);
    const { user } = await users.signIn.execute(OPERATOR, call());
    expect(user).toMatchObject({ email: 'root@example.com', role: 'admin' });
    expect((await users.onboarding.execute()).signUpOpen).toBe(false);
  });

  it('is made once, by several processes that start at once and at every later start', async () => {
    const processes = [installation.startProcess(), installation.startProcess()];
    await Promise.all(processes.map(({ users }) => users.initialAdministrator.ensure(OPERATOR)));
    await installation.startProcess().users.initialAdministrator.ensure(OPERATOR);
    expect(await installation.historyOf('users.user.registered.v1')).toHaveLength(1);
    expect(await installation.historyOf('users.user.role-changed.v1')).toHaveLength(1);
  });

  it('is not made where somebody is primary administrator already', async () => {
    const { users } = installation.startProcess();
    await users.signUp.execute(account('Ada'), call());
    await users.initialAdministrator.ensure(OPERATOR);
    expect(await installation.historyOf('users.user.registered.v1')).toHaveLength(1);
  });

  it('is refused when it could not sign in', async () => {
    const { users } = installation.startProcess();
    await expect(users.initialAdministrator.ensure({ ...OPERATOR, email: 'root' })).rejects.toMatchObject({
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
    users.firstAdministratorProcess.start();
    away = false;
    await users.firstAdministratorProcess.finished();
    expect(await installation.historyOf('users.user.role-changed.v1')).toHaveLength(1);
  });
});

describe('The process that watches for the first administrator', () => {
  it('stops when told to, although nobody has signed up', async () => {
    const { users } = installation.startProcess();
    users.firstAdministratorProcess.start();
    await users.firstAdministratorProcess.stop();
    expect(await installation.history()).toEqual([]);
  });
});
