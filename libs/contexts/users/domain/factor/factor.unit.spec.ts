import type { FactorEvent, FactorRefusalReason } from '@reeve/contracts';
import { DeciderSpecification } from '@reeve/testing';
import { describe, expect, it } from 'vitest';
import { ATTEMPT_WINDOW_SECONDS, ATTEMPTS_PER_CHALLENGE, ATTEMPTS_PER_PERSON } from './factor-attempts.js';
import { factorDecider } from './factor.js';
import type { FactorProof, RequestFactorReset } from './factor.js';

const NOW = 1_000_000;
const userId = 'ada';
const challenge = { hash: 'c1', expiresAt: NOW + 600 };
const attempt = { at: NOW, challenge };
const withSession = { at: NOW, challenge: null };

const begun = (enrolmentId = 'e1'): FactorEvent => ({
  type: 'users.factor.enrolment-begun.v1',
  data: { userId, enrolmentId, secret: `secret of ${enrolmentId}` },
});
const enrolled: FactorEvent = {
  type: 'users.factor.enrolled.v1',
  data: { userId, enrolmentId: 'e1', step: 100, recoveryCodes: ['r1', 'r2'] },
};
const verified = (step: number): FactorEvent => ({
  type: 'users.factor.code-verified.v1',
  data: { userId, step },
});
const refused = (
  reason: FactorRefusalReason,
  {
    at = NOW,
    hash = 'c1',
    throttled = false,
  }: { at?: number; hash?: string | null; throttled?: boolean } = {},
): FactorEvent => ({
  type: 'users.factor.code-refused.v1',
  data: { userId, reason, at, challenge: hash, throttled },
});
const times = (count: number, event: (index: number) => FactorEvent): readonly FactorEvent[] =>
  Array.from({ length: count }, (_, index) => event(index));

const begin = (enrolmentId: string, replacing = false) =>
  ({
    kind: 'begin-enrolment',
    userId,
    enrolmentId,
    secret: `secret of ${enrolmentId}`,
    replacing,
  }) as const;
const confirm = (enrolmentId: string, step: number | null, replacing = false) =>
  ({
    kind: 'confirm-enrolment',
    userId,
    enrolmentId,
    step,
    recoveryCodes: ['r1', 'r2'],
    replacing,
    attempt,
  }) as const;
const code = (step: number | null, enrolmentId = 'e1'): FactorProof => ({ kind: 'code', enrolmentId, step });
const prove = (proof: FactorProof, tried = attempt as typeof attempt | typeof withSession) =>
  ({ kind: 'prove', userId, proof, attempt: tried }) as const;
const recoveryCode = (hash: string): FactorProof => ({ kind: 'recovery-code', hash });

const ENROLLED = [begun(), enrolled];
const { given } = DeciderSpecification.for(factorDecider);

describe('A second factor', () => {
  it('is enrolled by a code of the secret that was shown last', () => {
    given([]).when(begin('e1')).then([begun()]);
    given([begun()]).when(confirm('e1', 100)).then([enrolled]);
    given([begun(), begun('e2')])
      .when(confirm('e1', 100))
      .thenThrows('USERS-FACTOR-ENROLMENT-NOT-BEGUN');
    given([]).when(confirm('e1', 100)).thenThrows('USERS-FACTOR-ENROLMENT-NOT-BEGUN');
  });

  it('is not enrolled by a code of another secret, which counts', () => {
    given([begun()])
      .when(confirm('e1', null))
      .then([refused('wrong-code')]);
  });

  it('is one, and replaced by another only by whoever has it', () => {
    given(ENROLLED).when(begin('e2')).thenThrows('USERS-FACTOR-ENROLLED-ALREADY');
    given([...ENROLLED, begun('e2')])
      .when(confirm('e2', 100))
      .thenThrows('USERS-FACTOR-ENROLLED-ALREADY');
    given([...ENROLLED, begun('e2')])
      .when(confirm('e2', 300, true))
      .then([
        {
          type: 'users.factor.replaced.v1',
          data: { userId, enrolmentId: 'e2', step: 300, recoveryCodes: ['r1', 'r2'], replaces: 'e1' },
        },
      ]);
    given([]).when(begin('e1', true)).thenThrows('USERS-FACTOR-NOT-ENROLLED');
  });

  it('is proven by a code of a later step than any before', () => {
    given(ENROLLED)
      .when(prove(code(101)))
      .then([verified(101)]);
    given([...ENROLLED, verified(101)])
      .when(prove(code(101)))
      .then([refused('used-code')]);
    given([...ENROLLED, verified(101)])
      .when(prove(code(100)))
      .then([refused('used-code')]);
    given(ENROLLED)
      .when(prove(code(100)))
      .then([refused('used-code')]);
  });

  it('is not proven by a wrong code, nor by one of a factor that it replaced', () => {
    given(ENROLLED)
      .when(prove(code(null)))
      .then([refused('wrong-code')]);
    given(ENROLLED)
      .when(prove(code(102, 'e0')))
      .thenThrows('USERS-FACTOR-CHANGED');
    given([begun()])
      .when(prove(code(102)))
      .thenThrows('USERS-FACTOR-NOT-ENROLLED');
  });
});

describe('A recovery code', () => {
  const used: FactorEvent = {
    type: 'users.factor.recovery-code-used.v1',
    data: { userId, hash: 'r1', left: 1 },
  };

  it('is good once', () => {
    given(ENROLLED)
      .when(prove(recoveryCode('r1')))
      .then([used]);
    given([...ENROLLED, used])
      .when(prove(recoveryCode('r1')))
      .then([refused('wrong-recovery-code')]);
  });

  it('is good until there are others', () => {
    const renewed: FactorEvent = {
      type: 'users.factor.recovery-codes-renewed.v1',
      data: { userId, recoveryCodes: ['r3'] },
    };
    const renew = (proof: FactorProof) =>
      ({
        kind: 'renew-recovery-codes',
        userId,
        proof,
        attempt: withSession,
        recoveryCodes: ['r3'],
      }) as const;
    given(ENROLLED)
      .when(renew(code(101)))
      .then([verified(101), renewed]);
    given(ENROLLED)
      .when(renew(recoveryCode('r1')))
      .then([used, renewed]);
    given(ENROLLED)
      .when(renew(code(null)))
      .then([refused('wrong-code', { hash: null })]);
    given([...ENROLLED, verified(101), renewed])
      .when(prove(recoveryCode('r2')))
      .then([refused('wrong-recovery-code')]);
  });
});

describe('Wrong codes', () => {
  const wrong = prove(code(null));
  const others = (count: number, at = NOW) =>
    times(count, (index) => refused('wrong-code', { at, hash: `other ${String(index)}` }));

  it('are five at a challenge, and the last one says so', () => {
    given([...ENROLLED, ...times(ATTEMPTS_PER_CHALLENGE - 1, () => refused('wrong-code'))])
      .when(wrong)
      .then([refused('wrong-code', { throttled: true })]);
    const error = given([...ENROLLED, ...times(ATTEMPTS_PER_CHALLENGE, () => refused('wrong-code'))])
      .when(prove(code(101)))
      .thenThrows('USERS-FACTOR-ATTEMPTS-EXCEEDED');
    expect([error.status, error.extra]).toEqual([429, { retry_after: 600 }]);
  });

  it('are ten in a quarter of an hour, at whatever challenges', () => {
    given([...ENROLLED, ...others(ATTEMPTS_PER_PERSON - 1)])
      .when(wrong)
      .then([refused('wrong-code', { throttled: true })]);
    const error = given([...ENROLLED, ...others(ATTEMPTS_PER_PERSON, NOW - 100)])
      .when(prove(code(101), withSession))
      .thenThrows('USERS-FACTOR-ATTEMPTS-EXCEEDED');
    expect(error.extra).toEqual({ retry_after: ATTEMPT_WINDOW_SECONDS - 100 });
    given([...ENROLLED, ...others(ATTEMPTS_PER_PERSON, NOW - ATTEMPT_WINDOW_SECONDS)])
      .when(prove(code(101), withSession))
      .then([verified(101)]);
  });

  it('of a new secret and of a ticket count as well', () => {
    given([begun(), ...others(ATTEMPTS_PER_PERSON)])
      .when(confirm('e1', 100))
      .thenThrows('USERS-FACTOR-ATTEMPTS-EXCEEDED');
    given([...ENROLLED, ...others(ATTEMPTS_PER_PERSON)])
      .when({ kind: 'complete-reset', userId, ticket: 't1', attempt })
      .thenThrows('USERS-FACTOR-ATTEMPTS-EXCEEDED');
  });
});

describe('A reset', () => {
  const request = (
    actorId: string | null,
    primaryAdministratorId: string | null = null,
  ): RequestFactorReset => ({
    kind: 'request-reset',
    userId,
    ticket: 't1',
    reason: 'lost telephone',
    expiresAt: NOW + 1800,
    actorId,
    primaryAdministratorId,
  });
  const requested: FactorEvent = {
    type: 'users.factor.reset-requested.v1',
    data: { userId, ticket: 't1', reason: 'lost telephone', expiresAt: NOW + 1800 },
  };
  const complete = (ticket: string, at = NOW) =>
    ({ kind: 'complete-reset', userId, ticket, attempt: { ...attempt, at } }) as const;
  const completed: FactorEvent = {
    type: 'users.factor.reset-completed.v1',
    data: { userId, ticket: 't1' },
  };

  it('is asked for by an administrator, or the system, for whoever has a factor', () => {
    given(ENROLLED).when(request('bob')).then([requested]);
    given([]).when(request('bob')).thenThrows('USERS-FACTOR-NOT-ENROLLED');
    given(ENROLLED).when(request('bob', userId)).thenThrows('USERS-CREDENTIALS-PROTECTED');
    given(ENROLLED).when(request(null, userId)).then([requested]);
    given(ENROLLED).when(request(userId)).thenThrows('USERS-FACTOR-OWN-RESET');
  });

  it('is completed once, with its ticket, in time', () => {
    given([...ENROLLED, requested])
      .when(complete('t1'))
      .then([completed]);
    given([...ENROLLED, requested])
      .when(complete('t2'))
      .then([refused('wrong-ticket')]);
    given([...ENROLLED, requested])
      .when(complete('t1', NOW + 1800))
      .then([refused('wrong-ticket', { at: NOW + 1800 })]);
    given([...ENROLLED, requested, completed])
      .when(complete('t1'))
      .then([refused('wrong-ticket')]);
  });

  it('leaves nothing of the factor', () => {
    given([...ENROLLED, requested, completed])
      .when(prove(recoveryCode('r1')))
      .thenThrows('USERS-FACTOR-NOT-ENROLLED');
    given([...ENROLLED, requested, completed])
      .when(begin('e2'))
      .then([begun('e2')]);
  });
});

describe('A second factor goes with its owner’s account', () => {
  const removed: FactorEvent = { type: 'users.factor.removed.v1', data: { userId } };

  it('if there is one, once, and no other one comes', () => {
    given(ENROLLED).when({ kind: 'remove', userId }).then([removed]);
    given([begun()]).when({ kind: 'remove', userId }).then([removed]);
    given([]).when({ kind: 'remove', userId }).thenNothing();
    given([...ENROLLED, removed])
      .when({ kind: 'remove', userId })
      .thenNothing();
    given([...ENROLLED, removed])
      .when(begin('e2'))
      .thenThrows('USERS-NOT-FOUND');
  });
});
