import { DELETION_STEPS } from '@reeve/contracts';
import type { UserRegistered } from '@reeve/contracts';
import { DeciderSpecification } from '@reeve/testing';
import { describe, it } from 'vitest';
import { userDecider } from './user.js';
import type { UserEvent } from './user.js';

const registered: UserRegistered = {
  type: 'users.user.registered.v1',
  data: {
    userId: 'u1',
    name: 'name 1',
    email: 'email 1',
    emailFingerprint: 'f1',
    profileImageUrl: 'image 1',
    passwordHash: 'hash 1',
    role: 'user',
    source: 'sign-up',
  },
};
const primary: UserEvent = {
  type: 'users.user.role-changed.v1',
  data: { userId: 'u1', role: { old: 'user', new: 'admin' }, reason: 'primary-administrator' },
};
const disabled: UserEvent = { type: 'users.user.disabled.v1', data: { userId: 'u1', role: 'user' } };
const enabled: UserEvent = { type: 'users.user.enabled.v1', data: { userId: 'u1', role: 'user' } };
const deleted = (erase: boolean, standing: 'active' | 'disabled' = 'active'): UserEvent => ({
  type: 'users.user.deleted.v1',
  data: { userId: 'u1', emailFingerprint: 'f1', role: 'user', standing, erase },
});
const stepDone = (step: (typeof DELETION_STEPS)[number]): UserEvent => ({
  type: 'users.user.deletion-step-done.v1',
  data: { userId: 'u1', step },
});
const everyStep = DELETION_STEPS.map(stepDone);
const completed = (erased: boolean): UserEvent => ({
  type: 'users.user.deletion-completed.v1',
  data: { userId: 'u1', erased },
});
const requested: UserEvent = { type: 'users.user.erasure-requested.v1', data: { userId: 'u1' } };
const remove = (actor: string | null = 'admin', erase = false) =>
  ({ kind: 'delete', userId: 'u1', actor, erase }) as const;
const complete = (erased: boolean) => ({ kind: 'complete-deletion', userId: 'u1', erased }) as const;
const disable = (actor: string) => ({ kind: 'disable', userId: 'u1', actor }) as const;

const { given } = DeciderSpecification.for(userDecider);

describe('Disabling an account', () => {
  it('ends when it is enabled, and is told once', () => {
    given([registered]).when(disable('admin')).then([disabled]);
    given([registered, disabled]).when(disable('admin')).thenNothing();
    given([registered, disabled]).when({ kind: 'enable', userId: 'u1' }).then([enabled]);
    given([registered]).when({ kind: 'enable', userId: 'u1' }).thenNothing();
  });

  it('is for others to do, and not to the primary administrator', () => {
    given([registered]).when(disable('u1')).thenThrows('USERS-OWN-DISABLING');
    given([registered, primary]).when(disable('admin')).thenThrows('USERS-PRIMARY-ADMINISTRATOR-PROTECTED');
    given([registered, primary]).when(disable('u1')).thenThrows('USERS-PRIMARY-ADMINISTRATOR-STAYS');
    given([]).when(disable('admin')).thenThrows('USERS-NOT-FOUND');
  });
});

describe('Deleting an account', () => {
  it('ends it at once, with what it was', () => {
    given([registered])
      .when(remove())
      .then([deleted(false)]);
    given([registered, disabled])
      .when(remove('admin', true))
      .then([deleted(true, 'disabled')]);
  });

  it('is for others to do, and not to the primary administrator', () => {
    given([registered]).when(remove('u1')).thenThrows('USERS-OWN-DELETION');
    given([registered, primary]).when(remove()).thenThrows('USERS-PRIMARY-ADMINISTRATOR-PROTECTED');
    given([registered, primary]).when(remove('u1')).thenThrows('USERS-PRIMARY-ADMINISTRATOR-STAYS');
  });

  it('happens once', () => {
    given([registered, deleted(false)])
      .when(remove())
      .thenThrows('USERS-NOT-FOUND');
    given([]).when(remove()).thenThrows('USERS-NOT-FOUND');
  });

  it('leaves nothing to be changed', () => {
    given([registered, deleted(false)])
      .when({ kind: 'change-account', userId: 'u1', actor: 'admin', role: 'admin' })
      .thenThrows('USERS-NOT-FOUND');
    given([registered, deleted(false)])
      .when(disable('admin'))
      .thenThrows('USERS-NOT-FOUND');
  });

  it('goes step by step, each of which is told once', () => {
    given([registered, deleted(false)])
      .when({ kind: 'record-deletion-step', userId: 'u1', step: 'sessions' })
      .then([stepDone('sessions')]);
    given([registered, deleted(false), stepDone('sessions')])
      .when({ kind: 'record-deletion-step', userId: 'u1', step: 'sessions' })
      .thenNothing();
    given([registered])
      .when({ kind: 'record-deletion-step', userId: 'u1', step: 'sessions' })
      .thenThrows('USERS-NOT-FOUND');
  });

  it('is complete when every step is done, and told once', () => {
    given([registered, deleted(true), ...everyStep])
      .when(complete(true))
      .then([completed(true)]);
    given([registered, deleted(true), ...everyStep.slice(1)])
      .when(complete(true))
      .thenNothing();
    given([registered, deleted(true), ...everyStep, completed(true)])
      .when(complete(true))
      .thenNothing();
  });

  it('is not complete with less than was asked for', () => {
    given([registered, deleted(true), ...everyStep])
      .when(complete(false))
      .thenNothing();
  });

  it('can be followed by an erasure, once', () => {
    const gone = [registered, deleted(false), ...everyStep, completed(false)];
    given(gone).when(remove('admin', true)).then([requested]);
    given([...gone, requested])
      .when(complete(true))
      .then([completed(true)]);
    given([...gone, requested, completed(true)])
      .when(remove('admin', true))
      .thenThrows('USERS-NOT-FOUND');
  });
});
