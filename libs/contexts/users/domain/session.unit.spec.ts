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
} as const;
const start: SessionCommand = { kind: 'start', ...session };
const started: SessionStarted = { type: 'users.session.started.v1', data: session };
const end = (userId = 'ada'): SessionCommand => ({
  kind: 'end',
  sessionId: 's1',
  userId,
  reason: 'sign-out',
});
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

  it('is ended by its own person alone', () => {
    given([started]).when(end('bob')).thenThrows('USERS-SESSION-ENDED');
  });
});
