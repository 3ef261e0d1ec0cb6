import { DELETION_STEPS, ReeveError } from '@reeve/contracts';
import type { Decider, DomainEvent } from '@reeve/event-sourcing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apiKeysDecider } from './api-keys.js';
import { credentialDecider } from './credential.js';
import { challengeDecider, factorDecider, signInPolicyDecider } from './factor/index.js';
import { emailReservationDecider } from './email-reservation.js';
import { primaryAdministratorDecider } from './primary-administrator.js';
import { sessionDecider } from './session.js';
import { userDecider } from './user.js';

/** What a stream becomes when these commands meet it one after the other; refused ones change nothing. */
function history<State, Command, Event extends DomainEvent>(
  decider: Decider<State, Command, Event>,
  commands: readonly Command[],
) {
  let state = decider.initialState;
  const events: Event[] = [];
  const states: State[] = [state];
  for (const command of commands) {
    try {
      for (const event of decider.decide(command, state)) {
        state = decider.evolve(state, event, events.length);
        events.push(event);
        states.push(state);
      }
    } catch (error) {
      if (!(error instanceof ReeveError)) throw error;
    }
  }
  return { state, events, states };
}

const fold = <State, Command, Event extends DomainEvent>(
  decider: Decider<State, Command, Event>,
  events: readonly Event[],
) => events.reduce((state, event, revision) => decider.evolve(state, event, revision), decider.initialState);

const person = fc.constantFrom('ada', 'bob', 'cyd');
const userCommands = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('register' as const),
      userId: fc.constant('ada'),
      name: fc.string(),
      email: fc.string(),
      emailFingerprint: fc.string(),
      profileImageUrl: fc.string(),
      passwordHash: fc.string(),
      role: fc.constantFrom('pending' as const, 'user' as const, 'admin' as const),
      source: fc.constantFrom('sign-up' as const, 'administrator' as const, 'environment' as const),
      defaultGroupId: fc.constantFrom('g1', null),
    }),
    fc.record({
      kind: fc.constant('miss-default-group' as const),
      userId: fc.constant('ada'),
      groupId: fc.constantFrom('g1', 'g2'),
    }),
    fc.record({
      kind: fc.constant('promote-to-primary-administrator' as const),
      userId: fc.constant('ada'),
    }),
    fc.record({
      kind: fc.constant('follow-identity-provider' as const),
      userId: fc.constant('ada'),
      role: fc.constantFrom('user' as const, 'admin' as const),
    }),
    fc.record({
      kind: fc.constant('designate-primary-administrator' as const),
      userId: fc.constant('ada'),
      by: person,
      protection: fc.option(fc.nat({ max: 5 })),
    }),
    fc.record({
      kind: fc.constant('relieve-primary-administrator' as const),
      userId: fc.constant('ada'),
      designated: person,
      protection: fc.nat({ max: 5 }),
    }),
    fc.record(
      {
        kind: fc.constant('change-account' as const),
        userId: fc.constant('ada'),
        actor: fc.option(person),
        role: fc.constantFrom('pending' as const, 'user' as const, 'admin' as const),
        profileImageUrl: fc.string(),
      },
      { requiredKeys: ['kind', 'userId', 'actor'] },
    ),
    fc.record({
      kind: fc.constant('disable' as const),
      userId: fc.constant('ada'),
      actor: fc.option(person),
    }),
    fc.record({ kind: fc.constant('enable' as const), userId: fc.constant('ada') }),
    fc.record({
      kind: fc.constant('delete' as const),
      userId: fc.constant('ada'),
      actor: fc.option(person),
      erase: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('record-deletion-step' as const),
      userId: fc.constant('ada'),
      step: fc.constantFrom(...DELETION_STEPS),
    }),
    fc.record({
      kind: fc.constant('complete-deletion' as const),
      userId: fc.constant('ada'),
      erased: fc.boolean(),
    }),
  ),
  { maxLength: 30, size: 'max' },
);
const instant = fc.integer({ min: 0, max: 300 }).map((second) => new Date(second * 1000).toISOString());
const reservations = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('release' as const),
      emailFingerprint: fc.constant('f00d'),
      userId: person,
      reservedAt: instant,
      reason: fc.constantFrom('changed' as const, 'deleted' as const),
    }),
    fc.record({
      kind: fc.constant('reserve' as const),
      emailFingerprint: fc.constant('f00d'),
      userId: person,
      at: instant,
      abandonedBy: fc.option(
        fc.record({
          userId: person,
          reason: fc.constantFrom('never-registered' as const, 'not-used' as const),
        }),
      ),
    }),
  ),
);
const claims = fc.array(fc.record({ kind: fc.constant('claim' as const), userId: person }));
const places = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('claim' as const), userId: person }),
    fc.record({ kind: fc.constant('transfer' as const), from: person, to: person }),
  ),
);
const sessionCommands = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('start' as const),
      sessionId: fc.constant('s1'),
      userId: person,
      method: fc.constantFrom('password' as const, 'system' as const),
      startedAt: fc.nat(),
      expiresAt: fc.option(fc.nat()),
      sessionStamp: fc.constantFrom('one', 'two'),
      factorProven: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('end' as const),
      sessionId: fc.constant('s1'),
      userId: person,
      reason: fc.constant('sign-out' as const),
      actorId: fc.option(person),
      primaryAdministratorId: fc.option(person),
    }),
  ),
);
const acting = {
  userId: fc.constant('ada'),
  actorId: fc.option(person),
  primaryAdministratorId: fc.option(person),
};
const stampChange = {
  newStamp: fc.uuid(),
  keptSessionId: fc.option(fc.constantFrom('s1', 's2')),
};
const credentialCommands = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('change-password' as const),
      passwordHash: fc.string(),
      provenUnder: fc.option(fc.constant('ada')),
      ...acting,
      ...stampChange,
    }),
    fc.record({ kind: fc.constant('end-all-sessions' as const), ...acting, ...stampChange }),
    fc.record({
      kind: fc.constant('rehash-password' as const),
      userId: fc.constant('ada'),
      replaces: fc.string(),
      passwordHash: fc.string(),
    }),
  ),
);
const keyId = fc.constantFrom('k1', 'k2', 'k3');
const apiKeyCommands = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('create' as const),
      userId: fc.constant('ada'),
      keyId,
      hash: fc.string(),
      ending: fc.string(),
      name: fc.option(fc.string()),
      createdAt: fc.nat(),
      expiresAt: fc.option(fc.nat()),
      allowedPaths: fc.option(fc.array(fc.string())),
    }),
    fc.record({ kind: fc.constant('delete' as const), keyId: fc.option(keyId), ...acting }),
    fc.record({ kind: fc.constant('delete-all' as const), userId: fc.constant('ada') }),
  ),
);
const enrolmentId = fc.constantFrom('e1', 'e2');
const step = fc.option(fc.integer({ min: 1, max: 5 }));
const attempt = fc.record({
  at: fc.integer({ min: 0, max: 3_000 }),
  challenge: fc.option(fc.record({ hash: fc.constantFrom('c1', 'c2'), expiresAt: fc.constant(4_000) })),
});
const recoveryCodes = fc.subarray(['r1', 'r2', 'r3']);
const proof = fc.oneof(
  fc.record({ kind: fc.constant('code' as const), enrolmentId, step }),
  fc.record({ kind: fc.constant('recovery-code' as const), hash: fc.constantFrom('r1', 'r2', 'r3') }),
);
const factorCommands = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('begin-enrolment' as const),
      userId: fc.constant('ada'),
      enrolmentId,
      secret: fc.string(),
      replacing: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('confirm-enrolment' as const),
      userId: fc.constant('ada'),
      enrolmentId,
      step,
      recoveryCodes,
      replacing: fc.boolean(),
      attempt,
    }),
    fc.record({ kind: fc.constant('prove' as const), userId: fc.constant('ada'), proof, attempt }),
    fc.record({
      kind: fc.constant('renew-recovery-codes' as const),
      userId: fc.constant('ada'),
      proof,
      attempt,
      recoveryCodes,
    }),
    fc.record({
      kind: fc.constant('request-reset' as const),
      ticket: fc.constantFrom('t1', 't2'),
      reason: fc.string(),
      expiresAt: fc.constant(2_000),
      ...acting,
    }),
    fc.record({
      kind: fc.constant('complete-reset' as const),
      userId: fc.constant('ada'),
      ticket: fc.constantFrom('t1', 't2'),
      attempt,
    }),
    fc.record({ kind: fc.constant('remove' as const), userId: fc.constant('ada') }),
  ),
  { maxLength: 40 },
);
/** What has to come first for there to be anything to prove. */
const ENROLMENT = [
  { kind: 'begin-enrolment', userId: 'ada', enrolmentId: 'e1', secret: 'secret', replacing: false },
  {
    kind: 'confirm-enrolment',
    userId: 'ada',
    enrolmentId: 'e1',
    step: 1,
    recoveryCodes: ['r1', 'r2', 'r3'],
    replacing: false,
    attempt: { at: 0, challenge: null },
  },
] as const;
const challengeCommands = fc.array(
  fc.oneof(
    fc.constant({
      kind: 'issue' as const,
      challenge: {
        challenge: 'hash',
        userId: 'ada',
        step: 'verify' as const,
        purpose: 'sign-in' as const,
        method: 'password' as const,
        sessionStamp: 'stamp',
        expiresAt: 600,
      },
    }),
    fc.record({ kind: fc.constant('answer' as const), at: fc.nat({ max: 1_000 }) }),
  ),
);
const policies = fc.array(
  fc.record({
    kind: fc.constant('follow' as const),
    policy: fc.record({
      ENABLE_MFA: fc.boolean(),
      MFA_ALLOW_OAUTH_BYPASS: fc.boolean(),
      MFA_ALLOW_TRUSTED_HEADER_BYPASS: fc.boolean(),
    }),
    newEpoch: fc.string(),
  }),
);
const later = { type: 'users.later.fact.v9', data: {} } as never;

describe('Whatever is decided', () => {
  it('can be told again from the events alone', () => {
    const tells = <State, Command, Event extends DomainEvent>(
      decider: Decider<State, Command, Event>,
      commands: fc.Arbitrary<Command[]>,
    ) => {
      fc.assert(
        fc.property(commands, (sequence) => {
          const { state, events } = history(decider, sequence);
          expect(fold(decider, events)).toEqual(state);
          expect(decider.evolve(state, later, events.length)).toEqual(state);
        }),
      );
    };
    tells(userDecider, userCommands);
    tells(emailReservationDecider, reservations);
    tells(primaryAdministratorDecider, places);
    tells(sessionDecider, sessionCommands);
    tells(credentialDecider, credentialCommands);
    tells(apiKeysDecider, apiKeyCommands);
    tells(factorDecider, factorCommands);
    tells(challengeDecider, challengeCommands);
    tells(signInPolicyDecider, policies);
  });

  it('changes a role from the one the user had', () => {
    fc.assert(
      fc.property(userCommands, (commands) => {
        const { events, states } = history(userDecider, commands);
        events.forEach((event, index) => {
          if (event.type !== 'users.user.role-changed.v1') return;
          expect(states[index]).toMatchObject({ status: 'registered', role: event.data.role.old });
        });
      }),
    );
  });

  it('never ends the role, the standing or the account of the primary administrator', () => {
    let sawProtection = 0;
    fc.assert(
      fc.property(userCommands, (commands) => {
        const { states } = history(userDecider, commands);
        states.forEach((state, index) => {
          const before = states[index - 1];
          if (before?.status !== 'registered' || before.protection === null) return;
          sawProtection++;
          expect(state).toMatchObject({ status: 'registered', role: 'admin', standing: 'active' });
        });
      }),
      { numRuns: 500 },
    );
    expect(sawProtection).toBeGreaterThan(100);
  });

  it('follows a deletion with nothing but its steps and its erasure', () => {
    fc.assert(
      fc.property(userCommands, (commands) => {
        const types = history(userDecider, commands).events.map(({ type }) => type);
        const deleted = types.indexOf('users.user.deleted.v1');
        if (deleted === -1) return;
        for (const type of types.slice(deleted + 1)) {
          expect(type).toMatch(/^users\.user\.(deletion-.*|erasure-requested)\.v1$/);
        }
      }),
    );
  });

  it('makes at most one primary administrator', () => {
    fc.assert(
      fc.property(claims, (commands) => {
        const { events } = history(primaryAdministratorDecider, commands);
        expect(events.length).toBe(Math.min(commands.length, 1));
      }),
    );
  });

  it('never gives an e-mail to a second person without taking it from the first', () => {
    fc.assert(
      fc.property(reservations, (commands) => {
        let holder: string | undefined;
        for (const event of history(emailReservationDecider, commands).events) {
          if (event.type === 'users.email.released.v1') {
            expect(event.data.userId).toBe(holder);
            holder = undefined;
          } else {
            expect(holder ?? event.data.userId).toBe(event.data.userId);
            holder = event.data.userId;
          }
        }
      }),
    );
  });

  it('changes a stamp from the one before', () => {
    fc.assert(
      fc.property(credentialCommands, (commands) => {
        let stamp = 'ada';
        for (const event of history(credentialDecider, commands).events) {
          if (event.type === 'users.password.rehashed.v1') continue;
          expect(event.data.sessionStamp.old).toBe(stamp);
          stamp = event.data.sessionStamp.new;
        }
      }),
    );
  });

  it('leaves a person with one API key without a name at most', () => {
    fc.assert(
      fc.property(apiKeyCommands, (commands) => {
        for (const state of history(apiKeysDecider, commands).states) {
          expect(Object.values(state).filter(({ named }) => !named).length).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('takes no step of one factor twice, nor a recovery code', () => {
    let verified = 0;
    fc.assert(
      fc.property(factorCommands, (commands) => {
        let last = 0;
        let left: readonly string[] = [];
        for (const event of history(factorDecider, [...ENROLMENT, ...commands]).events) {
          // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the others say nothing of it
          switch (event.type) {
            case 'users.factor.enrolled.v1':
            case 'users.factor.replaced.v1':
              last = event.data.step;
              left = event.data.recoveryCodes;
              break;
            case 'users.factor.code-verified.v1':
              expect(event.data.step).toBeGreaterThan(last);
              last = event.data.step;
              verified++;
              break;
            case 'users.factor.recovery-code-used.v1':
              expect(left).toContain(event.data.hash);
              left = left.filter((hash) => hash !== event.data.hash);
              break;
            case 'users.factor.recovery-codes-renewed.v1':
              left = event.data.recoveryCodes;
              break;
            default:
          }
        }
      }),
      { numRuns: 1000 },
    );
    expect(verified).toBeGreaterThan(50);
  });

  it('leads on from a challenge once at most', () => {
    fc.assert(
      fc.property(challengeCommands, (commands) => {
        const { events } = history(challengeDecider, commands);
        expect(events.map(({ type }) => type)).toEqual(
          ['users.challenge.issued.v1', 'users.challenge.answered.v1'].slice(0, events.length),
        );
      }),
    );
  });

  it('never follows the end of a session', () => {
    fc.assert(
      fc.property(sessionCommands, (commands) => {
        const { events } = history(sessionDecider, commands);
        const end = events.findIndex(({ type }) => type === 'users.session.ended.v1');
        expect(end === -1 || end === events.length - 1).toBe(true);
      }),
    );
  });
});
