import { USER_STREAMS, usersErrors } from '@reeve/contracts';
import type { EmailReleased, EmailReserved } from '@reeve/contracts';

/**
 * Seconds after which a reservation may be taken over if its holder was never registered. Whoever holds one registers within
 * {@link REGISTRATION_SECONDS} of reserving or renewing it, so a takeover and a registration never cross.
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
  /** A holder who was found not to be registered at this time; null when nobody was looked for. */
  readonly neverRegistered: string | null;
}

export type EmailReservationEvent = EmailReserved | EmailReleased;

export const emailStream = (emailFingerprint: string): string => `${USER_STREAMS.email}${emailFingerprint}`;

/** One e-mail, one account: the stream's name is a keyed fingerprint of the address, so that no address is in a name. */
export const emailReservationDecider = {
  initialState: { status: 'free' } as EmailReservationState,

  decide(command: ReserveEmail, state: EmailReservationState): readonly EmailReservationEvent[] {
    const { emailFingerprint, userId, at } = command;
    const reserved: EmailReserved = {
      type: 'users.email.reserved.v1',
      data: { emailFingerprint, userId, reservedAt: at },
    };
    // One's own is renewed, so that the time to register in runs from now.
    if (state.status === 'free' || state.userId === userId) return [reserved];
    if (!isAbandoned(state, command)) throw usersErrors.emailTaken();
    return [
      {
        type: 'users.email.released.v1',
        data: { emailFingerprint, userId: state.userId, reason: 'never-registered' },
      },
      reserved,
    ];
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

function isAbandoned(
  state: { readonly userId: string; readonly reservedAt: string },
  { at, neverRegistered }: ReserveEmail,
): boolean {
  const seconds = (Date.parse(at) - Date.parse(state.reservedAt)) / 1000;
  return neverRegistered === state.userId && seconds >= RESERVATION_SECONDS;
}
