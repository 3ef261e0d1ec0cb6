import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { account, call, UsersInstallation } from '../testing/users-installation.js';

let installation: UsersInstallation;
beforeEach(async () => {
  installation = await UsersInstallation.open();
});
afterEach(() => installation.close());

describe('Whom to ask to be let in', () => {
  it('is nobody as long as there is nobody', async () => {
    const { users } = installation.startProcess();
    expect(await users.adminDetails.execute()).toEqual({ name: null, email: null });
  });

  it('is the primary administrator', async () => {
    const { users } = installation.startProcess();
    await users.signUp.execute(account('Ada'), call());
    expect(await users.adminDetails.execute()).toEqual({ name: 'Ada', email: 'ada@example.com' });
  });

  it('is whoever the settings name, known or not', async () => {
    const known = installation.startProcess({
      policy: { signUp: 'open', admin: { ADMIN_EMAIL: 'BOB@example.com' } },
    });
    await known.users.signUp.execute(account('Ada'), call());
    await known.users.signUp.execute(account('Bob'), call());
    expect(await known.users.adminDetails.execute()).toEqual({ name: 'Bob', email: 'BOB@example.com' });
    const { users } = installation.startProcess({ policy: { admin: { ADMIN_EMAIL: 'help@example.com' } } });
    expect(await users.adminDetails.execute()).toEqual({ name: null, email: 'help@example.com' });
  });

  it('is not told where administrators do not want it', async () => {
    const { users } = installation.startProcess({ policy: { admin: { SHOW_ADMIN_DETAILS: false } } });
    await expect(users.adminDetails.execute()).rejects.toMatchObject({
      code: 'USERS-ADMIN-DETAILS-HIDDEN',
      status: 400,
    });
  });
});
