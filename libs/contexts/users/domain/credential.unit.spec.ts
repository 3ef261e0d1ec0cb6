import type { AllSessionsEnded, PasswordChanged, PasswordRehashed } from '@reeve/contracts';
import { DeciderSpecification } from '@reeve/testing';
import { describe, it } from 'vitest';
import { credentialDecider } from './credential.js';
import type { ChangePassword, EndAllSessions, RehashPassword } from './credential.js';

const change = (how: Partial<ChangePassword> = {}): ChangePassword => ({
  kind: 'change-password',
  userId: 'ada',
  actorId: 'ada',
  primaryAdministratorId: null,
  passwordHash: 'sealed new hash',
  newStamp: 'stamp 1',
  keptSessionId: 's1',
  provenUnder: 'ada',
  ...how,
});
const changed = (data: Partial<PasswordChanged['data']> = {}): PasswordChanged => ({
  type: 'users.password.changed.v1',
  data: {
    userId: 'ada',
    passwordHash: 'sealed new hash',
    sessionStamp: { old: 'ada', new: 'stamp 1' },
    keptSessionId: 's1',
    source: 'owner',
    ...data,
  },
});
const endAll = (how: Partial<EndAllSessions> = {}): EndAllSessions => ({
  kind: 'end-all-sessions',
  userId: 'ada',
  actorId: 'ada',
  primaryAdministratorId: null,
  newStamp: 'stamp 2',
  keptSessionId: null,
  ...how,
});
const allEnded = (data: Partial<AllSessionsEnded['data']> = {}): AllSessionsEnded => ({
  type: 'users.session.all-ended.v1',
  data: {
    userId: 'ada',
    sessionStamp: { old: 'ada', new: 'stamp 2' },
    keptSessionId: null,
    source: 'owner',
    ...data,
  },
});
const rehash = (replaces: string, passwordHash = 'sealed stronger hash'): RehashPassword => ({
  kind: 'rehash-password',
  userId: 'ada',
  replaces,
  passwordHash,
});
const rehashed: PasswordRehashed = {
  type: 'users.password.rehashed.v1',
  data: { userId: 'ada', passwordHash: 'sealed stronger hash' },
};

const { given } = DeciderSpecification.for(credentialDecider);

describe('A password', () => {
  it('changes together with the stamp', () => {
    given([]).when(change()).then([changed()]);
    given([changed()])
      .when(change({ newStamp: 'stamp 3', provenUnder: 'stamp 1' }))
      .then([changed({ sessionStamp: { old: 'stamp 1', new: 'stamp 3' } })]);
  });

  it('is not changed by who proved one that was changed meanwhile, or whose sessions were ended', () => {
    given([changed()]).when(change()).thenThrows('USERS-CREDENTIAL-CHANGED');
    given([allEnded()]).when(change()).thenThrows('USERS-CREDENTIAL-CHANGED');
  });

  it('is given by an administrator whatever it was', () => {
    given([changed()])
      .when(change({ actorId: 'eve', provenUnder: null, keptSessionId: null, newStamp: 'stamp 3' }))
      .then([
        changed({
          sessionStamp: { old: 'stamp 1', new: 'stamp 3' },
          keptSessionId: null,
          source: 'administrator',
        }),
      ]);
  });

  it('is given to the primary administrator by nobody else', () => {
    given([])
      .when(change({ actorId: 'eve', primaryAdministratorId: 'ada', provenUnder: null }))
      .thenThrows('USERS-CREDENTIALS-PROTECTED');
    given([])
      .when(change({ primaryAdministratorId: 'ada' }))
      .then([changed()]);
  });

  it('is kept under a stronger hash once, and ends no session by it', () => {
    given([]).when(rehash('sealed bcrypt hash')).then([rehashed]);
    given([rehashed]).when(rehash('sealed bcrypt hash')).thenNothing();
    given([rehashed]).when(change()).then([changed()]);
  });

  it('that is another one by now is not replaced by a hash of the old one', () => {
    given([changed()]).when(rehash('sealed bcrypt hash')).thenNothing();
    given([changed()]).when(rehash('sealed new hash')).then([rehashed]);
  });
});

describe('All sessions of a person', () => {
  it('end by one change of the stamp', () => {
    given([]).when(endAll()).then([allEnded()]);
    given([changed()])
      .when(endAll({ keptSessionId: 's1' }))
      .then([allEnded({ sessionStamp: { old: 'stamp 1', new: 'stamp 2' }, keptSessionId: 's1' })]);
  });

  it.each([
    ['eve', 'administrator'],
    [null, 'system'],
  ] as const)('are ended by %s as %s', (actorId, source) => {
    given([])
      .when(endAll({ actorId }))
      .then([allEnded({ source })]);
  });

  it('are not ended by another administrator when they are the primary one’s, but are by the system', () => {
    given([])
      .when(endAll({ actorId: 'eve', primaryAdministratorId: 'ada' }))
      .thenThrows('USERS-CREDENTIALS-PROTECTED');
    given([])
      .when(endAll({ actorId: null, primaryAdministratorId: 'ada' }))
      .then([allEnded({ source: 'system' })]);
  });
});
