import { USER_STREAMS, usersErrors } from '@reeve/contracts';
import type { AuthenticationMethod, SessionEnded, SessionEndReason, SessionStarted } from '@reeve/contracts';
import { assertMayAct } from './acting.js';
import type { Acting } from './acting.js';

/** `unknown`: never started here. Its token may still be good, when another server with the same secret made it. */
export type SessionState =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'active';
      readonly userId: string;
      readonly startedAt: number;
      readonly expiresAt: number | null;
    }
  | { readonly status: 'ended' };

/** Times in epoch seconds; `expiresAt` null: never. */
export interface StartSession {
  readonly kind: 'start';
  readonly sessionId: string;
  readonly userId: string;
  readonly method: AuthenticationMethod;
  readonly startedAt: number;
  readonly expiresAt: number | null;
  /** The person's stamp: the session is over when it changes. */
  readonly sessionStamp: string;
  /** Whether they have proven their second factor, too. */
  readonly factorProven: boolean;
}

export interface EndSession extends Acting {
  readonly kind: 'end';
  readonly sessionId: string;
  readonly reason: SessionEndReason;
}

export type SessionCommand = StartSession | EndSession;
export type SessionEvent = SessionStarted | SessionEnded;

export const sessionStream = (sessionId: string): string => `${USER_STREAMS.session}${sessionId}`;

/** A session is started once and ended once; an ended one never comes back. */
export const sessionDecider = {
  initialState: { status: 'unknown' } as SessionState,

  decide(command: SessionCommand, state: SessionState): readonly SessionEvent[] {
    switch (command.kind) {
      case 'start':
        return start(command, state);
      case 'end':
        return end(command, state);
      default:
        return command satisfies never;
    }
  },

  evolve(state: SessionState, event: SessionEvent): SessionState {
    switch (event.type) {
      case 'users.session.started.v1': {
        const { userId, startedAt, expiresAt } = event.data;
        return { status: 'active', userId, startedAt, expiresAt };
      }
      case 'users.session.ended.v1':
        return { status: 'ended' };
      default:
        event satisfies never;
        return state;
    }
  },
};

function start(command: StartSession, state: SessionState): readonly SessionEvent[] {
  if (state.status !== 'unknown') throw usersErrors.sessionIdTaken();
  const { sessionId, userId, method, startedAt, expiresAt, sessionStamp, factorProven } = command;
  return [
    {
      type: 'users.session.started.v1',
      data: {
        sessionId,
        userId,
        method,
        startedAt,
        expiresAt,
        sessionStamp,
        ...(factorProven ? { factorProven } : {}),
      },
    },
  ];
}

function end(command: EndSession, state: SessionState): readonly SessionEvent[] {
  assertMayAct(command);
  const { sessionId, userId, reason } = command;
  if (state.status === 'ended') return [];
  if (state.status === 'active' && state.userId !== userId) throw usersErrors.sessionEnded();
  return [{ type: 'users.session.ended.v1', data: { sessionId, userId, reason } }];
}
