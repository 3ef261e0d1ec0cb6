import type { SessionEnded, SessionStarted } from '@reeve/contracts';
import { DeciderSpecification } from '@reeve/testing';
import { describe, it } from 'vitest';
import { sessionDecider } from './session.js';
import type { SessionCommand } from './session.js';

const session = {
  sessionId: 's1',
  userId: 'ada',
  method: 'password',
  startedAt: 100,
  expiresAt: 200,
  sessionStamp: 'stamp',
} as const;
const start: SessionCommand = { kind: 'start', ...session, factorProven: false };
const started: SessionStarted = { type: 'users.session.started.v1', data: session };
const end = (userId = 'ada', by: { actorId?: string | null; primaryAdministratorId?: string } = {}) =>
  ({
    kind: 'end',
    sessionId: 's1',
    userId,
    reason: 'sign-out',
    actorId: userId,
    primaryAdministratorId: null,
    ...by,
  }) satisfies SessionCommand;
const ended: SessionEnded = {
  type: 'users.session.ended.v1',
  data: { sessionId: 's1', userId: 'ada', reason: 'sign-out' },
};

const { given } = DeciderSpecification.for(sessionDecider);

describe('A session', () => {
  it('is started once', () => {
    given([]).when(start).then([started]);
    given([started]).when(start).thenThrows('USERS-SESSION-ID-TAKEN');
  });

  it('is ended once', () => {
    given([started]).when(end()).then([ended]);
    given([started, ended]).when(end()).thenNothing();
  });

  it('does not come back', () => {
    given([started, ended]).when(start).thenThrows('USERS-SESSION-ID-TAKEN');
  });

  it('can be ended although another server with the same secret started it', () => {
    given([]).when(end()).then([ended]);
  });

  it('is no session of somebody else', () => {
    given([started]).when(end('bob')).thenThrows('USERS-SESSION-ENDED');
  });

  it('is ended by an administrator, unless it is the primary administrator’s', () => {
    given([started])
      .when(end('ada', { actorId: 'eve', primaryAdministratorId: 'eve' }))
      .then([ended]);
    given([started])
      .when(end('ada', { actorId: 'eve', primaryAdministratorId: 'ada' }))
      .thenThrows('USERS-CREDENTIALS-PROTECTED');
  });
});

describe('A session that began with a second factor', () => {
  it('says so', () => {
    given([])
      .when({ ...start, factorProven: true })
      .then([{ ...started, data: { ...session, factorProven: true } }]);
  });
});
