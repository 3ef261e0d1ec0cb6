import type { Role, UserRegistered } from '@reeve/contracts';
import { DeciderSpecification } from '@reeve/testing';
import { describe, it } from 'vitest';
import type { ChangeAccount } from './change-account.js';
import { userDecider } from './user.js';
import type { UserEvent } from './user.js';

const registered = (role: Role = 'user'): UserRegistered => ({
  type: 'users.user.registered.v1',
  data: {
    userId: 'u1',
    name: 'name 1',
    email: 'email 1',
    emailFingerprint: 'f1',
    profileImageUrl: 'image 1',
    passwordHash: 'hash 1',
    role,
    source: 'sign-up',
  },
});
const primary: UserEvent = {
  type: 'users.user.role-changed.v1',
  data: { userId: 'u1', role: { old: 'user', new: 'admin' }, reason: 'primary-administrator' },
};
const disabled: UserEvent = { type: 'users.user.disabled.v1', data: { userId: 'u1', role: 'user' } };
const roleChanged = (old: Role, to: Role, standing: 'active' | 'disabled' = 'active'): UserEvent => ({
  type: 'users.user.role-changed.v1',
  data: { userId: 'u1', role: { old, new: to }, reason: 'administrator', standing },
});
const renamed: UserEvent = {
  type: 'users.user.renamed.v1',
  data: { userId: 'u1', name: { old: 'name 1', new: 'name 2' } },
};
const change = (changes: Partial<ChangeAccount>): ChangeAccount => ({
  kind: 'change-account',
  userId: 'u1',
  actor: 'admin',
  ...changes,
});
const rename = change({ name: { old: 'name 1', new: 'name 2' } });

const { given } = DeciderSpecification.for(userDecider);

describe('Changing an account', () => {
  it('tells each kind of fact by itself, all at once', () => {
    given([registered()])
      .when(
        change({
          role: 'admin',
          name: { old: 'name 1', new: 'name 2' },
          email: { old: 'email 1', new: 'email 2', fingerprint: 'f2' },
          profileImageUrl: 'image 2',
          profile: { bio: { old: null, new: 'bio 1' } },
        }),
      )
      .then([
        roleChanged('user', 'admin'),
        renamed,
        {
          type: 'users.user.email-changed.v1',
          data: {
            userId: 'u1',
            email: { old: 'email 1', new: 'email 2' },
            emailFingerprint: { old: 'f1', new: 'f2' },
          },
        },
        {
          type: 'users.user.profile-image-changed.v1',
          data: { userId: 'u1', profileImageUrl: 'image 2' },
        },
        {
          type: 'users.user.profile-changed.v1',
          data: { userId: 'u1', profile: { bio: { old: null, new: 'bio 1' } } },
        },
      ]);
  });

  it('to what it is already is no event', () => {
    given([registered()])
      .when(change({ role: 'user' }))
      .thenNothing();
    given([registered()]).when(change({})).thenNothing();
  });

  it('is not decided on what somebody else has changed meanwhile', () => {
    given([registered(), renamed]).when(rename).thenThrows('USERS-CHANGED-MEANWHILE');
    given([registered()])
      .when(change({ email: { old: 'email 0', new: 'email 2', fingerprint: 'f2' } }))
      .thenThrows('USERS-CHANGED-MEANWHILE');
    given([registered()])
      .when(change({ profile: { gender: { old: 'gender 1', new: null } } }))
      .thenThrows('USERS-CHANGED-MEANWHILE');
  });

  it('of somebody who is not there is refused', () => {
    given([]).when(rename).thenThrows('USERS-NOT-FOUND');
  });

  it('of a role goes on for somebody who is disabled, and says so', () => {
    given([registered(), disabled])
      .when(change({ role: 'admin' }))
      .then([roleChanged('user', 'admin', 'disabled')]);
  });

  it('by which an administrator demotes itself is for it to decide', () => {
    given([registered('admin')])
      .when(change({ actor: 'u1', role: 'user' }))
      .then([roleChanged('admin', 'user')]);
  });
});

describe('The primary administrator', () => {
  it('is changed by nobody else, whatever it is', () => {
    given([registered(), primary]).when(rename).thenThrows('USERS-PRIMARY-ADMINISTRATOR-PROTECTED');
    given([registered(), primary]).when(change({})).thenThrows('USERS-PRIMARY-ADMINISTRATOR-PROTECTED');
    given([registered(), primary])
      .when(change({ role: 'user' }))
      .thenThrows('USERS-PRIMARY-ADMINISTRATOR-PROTECTED');
  });

  it('changes itself, but for its role: an installation always has an administrator', () => {
    given([registered(), primary])
      .when({ ...rename, actor: 'u1' })
      .then([renamed]);
    given([registered(), primary])
      .when(change({ actor: 'u1', role: 'user' }))
      .thenThrows('USERS-PRIMARY-ADMINISTRATOR-STAYS');
    given([registered(), primary])
      .when(change({ actor: 'u1', role: 'admin' }))
      .thenNothing();
  });

  it('is an account like others once it was relieved', () => {
    const relieved: UserEvent = {
      type: 'users.user.primary-administrator-relieved.v1',
      data: { userId: 'u1', designated: 'u2' },
    };
    given([registered(), primary, relieved])
      .when(change({ role: 'user' }))
      .then([roleChanged('admin', 'user')]);
  });
});

describe('What is kept for a person', () => {
  const settings = (old: string | null, to: string) =>
    ({ kind: 'change-kept', userId: 'u1', part: 'settings', value: { old, new: to } }) as const;
  const changed: UserEvent = {
    type: 'users.user.settings-changed.v1',
    data: { userId: 'u1', settings: { old: null, new: 'settings 1' } },
  };

  it('changes from what it was', () => {
    given([registered()]).when(settings(null, 'settings 1')).then([changed]);
    given([registered(), changed])
      .when(settings('settings 1', 'settings 2'))
      .then([
        {
          type: 'users.user.settings-changed.v1',
          data: { userId: 'u1', settings: { old: 'settings 1', new: 'settings 2' } },
        },
      ]);
    given([registered(), changed]).when(settings(null, 'settings 2')).thenThrows('USERS-CHANGED-MEANWHILE');
  });

  it.each(['timezone', 'status', 'info', 'variables'] as const)('has an event of its own: %s', (part) => {
    given([registered()])
      .when({ kind: 'change-kept', userId: 'u1', part, value: { old: null, new: 'kept' } })
      .then([
        {
          type: `users.user.${part}-changed.v1`,
          data: { userId: 'u1', [part]: { old: null, new: 'kept' } },
        } as never,
      ]);
  });
});
