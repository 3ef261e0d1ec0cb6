import type { Role, UserRegistered } from '@reeve/contracts';
import { DeciderSpecification } from '@reeve/testing';
import { describe, it } from 'vitest';
import { userDecider } from './user.js';
import type { RegisterUser, UserEvent } from './user.js';

const account = {
  userId: 'u1',
  name: 'sealed name',
  email: 'sealed e-mail',
  emailFingerprint: 'f00d',
  profileImageUrl: 'sealed image',
  passwordHash: 'sealed hash',
  role: 'pending',
  source: 'sign-up',
} as const;
const register: RegisterUser = { kind: 'register', ...account, defaultGroupId: null };
const registered = (role: Role = 'pending'): UserRegistered => ({
  type: 'users.user.registered.v1',
  data: { ...account, role },
});
const promote = { kind: 'promote-to-primary-administrator', userId: 'u1' } as const;
const promoted = (old: Role): UserEvent => ({
  type: 'users.user.role-changed.v1',
  data: { userId: 'u1', role: { old, new: 'admin' }, reason: 'primary-administrator' },
});

const designated = (by: string | null, protection: number | null): UserEvent => ({
  type: 'users.user.primary-administrator-designated.v1',
  data: { userId: 'u1', by, protection },
});

const { given } = DeciderSpecification.for(userDecider);

describe('A user', () => {
  it('is registered with everything sealed that is personal', () => {
    given([]).when(register).then([registered()]);
  });

  it('is registered once', () => {
    given([registered()]).when(register).thenThrows('USERS-ALREADY-REGISTERED');
  });

  it('is registered with the group that they are to be added to', () => {
    const { type, data } = registered();
    given([])
      .when({ ...register, defaultGroupId: 'g1' })
      .then([{ type, data: { ...data, defaultGroupId: 'g1' } }]);
  });

  it('misses that group once, and no other', () => {
    const { type, data } = registered();
    const joining: UserEvent = { type, data: { ...data, defaultGroupId: 'g1' } };
    const missed: UserEvent = {
      type: 'users.user.default-group-missed.v1',
      data: { userId: 'u1', groupId: 'g1' },
    };
    const miss = (groupId: string) => ({ kind: 'miss-default-group', userId: 'u1', groupId }) as const;
    given([joining]).when(miss('g1')).then([missed]);
    given([joining, missed]).when(miss('g1')).thenNothing();
    given([joining]).when(miss('g2')).thenNothing();
    given([registered()]).when(miss('g1')).thenNothing();
    given([]).when(miss('g1')).thenNothing();
  });

  it('becomes an administrator by becoming the primary one', () => {
    given([registered()])
      .when(promote)
      .then([promoted('pending')]);
    given([registered('user')])
      .when(promote)
      .then([promoted('user')]);
  });

  it('is not promoted twice', () => {
    given([registered(), promoted('pending')])
      .when(promote)
      .thenNothing();
  });

  it('has the role that an identity provider gives, and no change when it has it', () => {
    const follow = { kind: 'follow-identity-provider', userId: 'u1', role: 'user' } as const;
    given([registered('admin')])
      .when(follow)
      .then([
        {
          type: 'users.user.role-changed.v1',
          data: {
            userId: 'u1',
            role: { old: 'admin', new: 'user' },
            reason: 'identity-provider',
            standing: 'active',
          },
        },
      ]);
    given([registered('user')])
      .when(follow)
      .thenNothing();
    given([]).when(follow).thenThrows('USERS-NOT-FOUND');
    given([registered(), promoted('pending')])
      .when(follow)
      .thenNothing();
  });

  it('is protected when the place comes to somebody who is an administrator already', () => {
    given([registered('admin')])
      .when(promote)
      .then([designated(null, null)]);
    given([registered('admin'), designated(null, null)])
      .when(promote)
      .thenNothing();
  });

  it('is active from then on', () => {
    given([registered(), { type: 'users.user.disabled.v1', data: { userId: 'u1', role: 'pending' } }])
      .when(promote)
      .then([
        { type: 'users.user.enabled.v1', data: { userId: 'u1', role: 'pending' } },
        promoted('pending'),
      ]);
  });

  it('is not promoted before being registered', () => {
    given([]).when(promote).thenThrows('USERS-NOT-FOUND');
  });
});

describe('A successor of the primary administrator', () => {
  const designate = {
    kind: 'designate-primary-administrator',
    userId: 'u1',
    by: 'u0',
    protection: 3,
  } as const;
  const relieve = (protection: number) =>
    ({ kind: 'relieve-primary-administrator', userId: 'u1', designated: 'u1', protection }) as const;
  const disabled: UserEvent = { type: 'users.user.disabled.v1', data: { userId: 'u1', role: 'admin' } };

  it('is an active administrator', () => {
    given([registered('admin')])
      .when(designate)
      .then([designated('u0', 3)]);
    given([registered('user')])
      .when(designate)
      .thenThrows('USERS-SUCCESSOR-UNFIT');
    given([registered('admin'), disabled])
      .when(designate)
      .thenThrows('USERS-SUCCESSOR-UNFIT');
    given([]).when(designate).thenThrows('USERS-NOT-FOUND');
  });

  it('is protected until relieved of that very designation', () => {
    given([registered('admin'), designated('u0', 3)])
      .when(relieve(1))
      .then([
        {
          type: 'users.user.primary-administrator-relieved.v1',
          data: { userId: 'u1', designated: 'u1' },
        },
      ]);
    given([registered('admin'), designated('u0', 3), designated('u2', 5)])
      .when(relieve(1))
      .thenNothing();
  });
});
