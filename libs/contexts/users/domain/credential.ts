import { credentialErrors, firstSessionStamp, USER_STREAMS } from '@reeve/contracts';
import type { CredentialChangeSource, CredentialEvent } from '@reeve/contracts';
import { assertMayAct } from './acting.js';
import type { Acting } from './acting.js';

/** What has changed since the registration, which has the first password and implies the first stamp. Null: nothing. */
export interface CredentialState {
  readonly sessionStamp: string | null;
  /** Sealed. */
  readonly passwordHash: string | null;
}

interface StampChange {
  /** The stamp from now on: one that no session has had. */
  readonly newStamp: string;
  /** The session that goes on; null: none. */
  readonly keptSessionId: string | null;
}

export interface ChangePassword extends Acting, StampChange {
  readonly kind: 'change-password';
  /** Sealed. */
  readonly passwordHash: string;
  /** The stamp there was when the old password was proven; null: it did not have to be. */
  readonly provenUnder: string | null;
}

export interface RehashPassword {
  readonly kind: 'rehash-password';
  readonly userId: string;
  /** Sealed, both: the hash that the password was proven against, and the one that takes its place. */
  readonly replaces: string;
  readonly passwordHash: string;
}

export interface EndAllSessions extends Acting, StampChange {
  readonly kind: 'end-all-sessions';
}

export type CredentialCommand = ChangePassword | RehashPassword | EndAllSessions;

export const credentialStream = (userId: string): string => `${USER_STREAMS.credential}${userId}`;

/**
 * A person's password, and the stamp that their sessions bear. To end all of them, however many there are, is to change the
 * stamp. A stream of its own beside `user-<id>`: it changes with what a person proves, not with what is said of them.
 */
export const credentialDecider = {
  initialState: { sessionStamp: null, passwordHash: null } as CredentialState,

  decide(command: CredentialCommand, state: CredentialState): readonly CredentialEvent[] {
    switch (command.kind) {
      case 'change-password':
        return changePassword(command, state);
      case 'rehash-password':
        return rehashPassword(command, state);
      case 'end-all-sessions':
        return endAllSessions(command, state);
      default:
        return command satisfies never;
    }
  },

  evolve(state: CredentialState, event: CredentialEvent): CredentialState {
    switch (event.type) {
      case 'users.password.changed.v1':
        return { sessionStamp: event.data.sessionStamp.new, passwordHash: event.data.passwordHash };
      case 'users.password.rehashed.v1':
        return { ...state, passwordHash: event.data.passwordHash };
      case 'users.session.all-ended.v1':
        return { ...state, sessionStamp: event.data.sessionStamp.new };
      default:
        event satisfies never;
        return state;
    }
  },
};

function changePassword(command: ChangePassword, state: CredentialState): readonly CredentialEvent[] {
  assertMayAct(command);
  const { userId, passwordHash, provenUnder } = command;
  const old = stampOf(userId, state);
  if (provenUnder !== null && provenUnder !== old) throw credentialErrors.credentialChanged();
  const { sessionStamp, keptSessionId, source } = stampChange(command, old);
  return [
    {
      type: 'users.password.changed.v1',
      data: { userId, passwordHash, sessionStamp, keptSessionId, source },
    },
  ];
}

/** Whoever comes second, or after a change of the password, has nothing to replace any more. */
function rehashPassword(
  { userId, replaces, passwordHash }: RehashPassword,
  state: CredentialState,
): readonly CredentialEvent[] {
  if (state.passwordHash !== null && state.passwordHash !== replaces) return [];
  return [{ type: 'users.password.rehashed.v1', data: { userId, passwordHash } }];
}

function endAllSessions(command: EndAllSessions, state: CredentialState): readonly CredentialEvent[] {
  assertMayAct(command);
  const { userId } = command;
  return [
    { type: 'users.session.all-ended.v1', data: { userId, ...stampChange(command, stampOf(userId, state)) } },
  ];
}

function stampChange({ newStamp, keptSessionId, ...acting }: Acting & StampChange, old: string) {
  return { sessionStamp: { old, new: newStamp }, keptSessionId, source: sourceOf(acting) };
}

function sourceOf({ userId, actorId }: Acting): CredentialChangeSource {
  if (actorId === null) return 'system';
  return actorId === userId ? 'owner' : 'administrator';
}

const stampOf = (userId: string, { sessionStamp }: CredentialState): string =>
  sessionStamp ?? firstSessionStamp(userId);
