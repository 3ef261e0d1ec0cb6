import type { ChallengeEvent } from '@reeve/contracts';
import { DeciderSpecification } from '@reeve/testing';
import { describe, expect, it } from 'vitest';
import { challengeDecider, currentChallenge, openChallenge } from './challenge.js';
import type { OpenChallenge } from './challenge.js';

const challenge: OpenChallenge = {
  challenge: 'hash',
  userId: 'ada',
  step: 'verify',
  purpose: 'sign-in',
  method: 'password',
  sessionStamp: 'stamp',
  expiresAt: 1_600,
};
const issued: ChallengeEvent = { type: 'users.challenge.issued.v1', data: challenge };
const answered: ChallengeEvent = {
  type: 'users.challenge.answered.v1',
  data: { challenge: 'hash', userId: 'ada' },
};
const answer = (at: number) => ({ kind: 'answer', at }) as const;

const { given } = DeciderSpecification.for(challengeDecider);

describe('A challenge', () => {
  it('is issued once', () => {
    given([]).when({ kind: 'issue', challenge }).then([issued]);
    given([issued]).when({ kind: 'issue', challenge }).thenNothing();
  });

  it('is answered once, in time', () => {
    given([issued]).when(answer(1_599)).then([answered]);
    given([issued]).when(answer(1_600)).thenThrows('USERS-CHALLENGE-INVALID');
    given([issued, answered]).when(answer(1_001)).thenThrows('USERS-CHALLENGE-INVALID');
    given([]).when(answer(1_001)).thenThrows('USERS-CHALLENGE-INVALID');
  });

  it('is read for as long as it can be answered', () => {
    expect(openChallenge({ status: 'open', challenge }, 1_599)).toEqual(challenge);
    expect(() => openChallenge({ status: 'open', challenge }, 1_600)).toThrow('Sign in again');
    expect(() => openChallenge({ status: 'answered', challenge }, 0)).toThrow('Sign in again');
    expect(currentChallenge({ status: 'answered', challenge }, 1_599)).toEqual(challenge);
    expect(() => currentChallenge({ status: 'unknown' }, 0)).toThrow('Sign in again');
  });
});
