import { ReeveError } from '@reeve/contracts';
import type { Decider, DomainEvent } from '@reeve/event-sourcing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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
  ),
);
const reservations = fc.array(
  fc.record({
    kind: fc.constant('reserve' as const),
    emailFingerprint: fc.constant('f00d'),
    userId: person,
    at: fc.integer({ min: 0, max: 300 }).map((second) => new Date(second * 1000).toISOString()),
    neverRegistered: fc.option(person),
  }),
);
const claims = fc.array(fc.record({ kind: fc.constant('claim' as const), userId: person }));
const sessionCommands = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('start' as const),
      sessionId: fc.constant('s1'),
      userId: person,
      method: fc.constantFrom('password' as const, 'system' as const),
      startedAt: fc.nat(),
      expiresAt: fc.option(fc.nat()),
    }),
    fc.record({
      kind: fc.constant('end' as const),
      sessionId: fc.constant('s1'),
      userId: person,
      reason: fc.constant('sign-out' as const),
    }),
  ),
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
    tells(primaryAdministratorDecider, claims);
    tells(sessionDecider, sessionCommands);
  });

  it('changes a role from the one the user had', () => {
    fc.assert(
      fc.property(userCommands, (commands) => {
        const { events, states } = history(userDecider, commands);
        events.forEach((event, index) => {
          if (event.type !== 'users.user.role-changed.v1') return;
          expect(states[index]).toEqual({ status: 'registered', role: event.data.role.old });
        });
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
