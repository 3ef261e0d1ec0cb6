import { USER_STREAMS, usersErrors } from '@reeve/contracts';
import type { EmailReleased, EmailReleaseReason, EmailReserved } from '@reeve/contracts';

/**
 * Seconds after which a reservation may be taken over if its holder was never registered, or has another e-mail. Whoever holds
 * one registers, or changes to it, within {@link REGISTRATION_SECONDS} of reserving or renewing it, so a takeover and that
 * never cross.
 */
export const RESERVATION_SECONDS = 60;
/** Half of {@link RESERVATION_SECONDS}: the other half is for clocks that differ and appends that are answered late. */
export const REGISTRATION_SECONDS = RESERVATION_SECONDS / 2;

export type EmailReservationState =
  | { readonly status: 'free' }
  | { readonly status: 'reserved'; readonly userId: string; readonly reservedAt: string };

export interface ReserveEmail {
  readonly kind: 'reserve';
  readonly emailFingerprint: string;
  readonly userId: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** A holder who was found not to have this e-mail at this time; null when nobody was looked for. */
  readonly abandonedBy: {
    readonly userId: string;
    readonly reason: 'never-registered' | 'not-used';
  } | null;
}

/** The holder has another e-mail, or is gone. */
export interface ReleaseEmail {
  readonly kind: 'release';
  readonly emailFingerprint: string;
  readonly userId: string;
  /** The reservation as it was while the holder still had the e-mail: one that was renewed since is wanted again. */
  readonly reservedAt: string;
  readonly reason: 'changed' | 'deleted';
}

export type EmailReservationCommand = ReserveEmail | ReleaseEmail;

export type EmailReservationEvent = EmailReserved | EmailReleased;

export const emailStream = (emailFingerprint: string): string => `${USER_STREAMS.email}${emailFingerprint}`;

/** One e-mail, one account: the stream's name is a keyed fingerprint of the address, so that no address is in a name. */
export const emailReservationDecider = {
  initialState: { status: 'free' } as EmailReservationState,

  decide(command: EmailReservationCommand, state: EmailReservationState): readonly EmailReservationEvent[] {
    switch (command.kind) {
      case 'reserve':
        return reserve(command, state);
      case 'release':
        return release(command, state);
      default:
        return command satisfies never;
    }
  },

  evolve(state: EmailReservationState, event: EmailReservationEvent): EmailReservationState {
    switch (event.type) {
      case 'users.email.reserved.v1':
        return { status: 'reserved', userId: event.data.userId, reservedAt: event.data.reservedAt };
      case 'users.email.released.v1':
        return { status: 'free' };
      default:
        event satisfies never;
        return state;
    }
  },
};

function reserve(command: ReserveEmail, state: EmailReservationState): readonly EmailReservationEvent[] {
  const { emailFingerprint, userId, at, abandonedBy } = command;
  const reserved: EmailReserved = {
    type: 'users.email.reserved.v1',
    data: { emailFingerprint, userId, reservedAt: at },
  };
  // One's own is renewed, so that the time to register in runs from now.
  if (state.status === 'free' || state.userId === userId) return [reserved];
  if (abandonedBy === null || !isAbandoned(state, command)) throw usersErrors.emailTaken();
  return [released(emailFingerprint, state.userId, abandonedBy.reason), reserved];
}

function release(
  { emailFingerprint, userId, reservedAt, reason }: ReleaseEmail,
  state: EmailReservationState,
): readonly EmailReleased[] {
  const isStill = state.status === 'reserved' && state.userId === userId && state.reservedAt === reservedAt;
  return isStill ? [released(emailFingerprint, userId, reason)] : [];
}

function isAbandoned(
  state: { readonly userId: string; readonly reservedAt: string },
  { at, abandonedBy }: ReserveEmail,
): boolean {
  const seconds = (Date.parse(at) - Date.parse(state.reservedAt)) / 1000;
  return abandonedBy?.userId === state.userId && seconds >= RESERVATION_SECONDS;
}

function released(emailFingerprint: string, userId: string, reason: EmailReleaseReason): EmailReleased {
  return { type: 'users.email.released.v1', data: { emailFingerprint, userId, reason } };
}
