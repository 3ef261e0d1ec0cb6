import { ReeveError } from '@reeve/contracts';
import type { CallContext } from '@reeve/contracts';
import { readAggregate } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';
import {
  emailReservationDecider,
  emailStream,
  REGISTRATION_SECONDS,
  userDecider,
  userStream,
} from '@reeve/users/domain';
import type { EmailReservationState, ReserveEmail } from '@reeve/users/domain';
import { stepOf } from './command-call.js';
import type { UsersAggregates } from './users-aggregates.js';

type Reservation = Extract<EmailReservationState, { readonly status: 'reserved' }>;

/** Who has which e-mail. Found by keyed fingerprints: no address is in a stream's name. */
export class EmailReservations {
  constructor(
    private readonly eventStore: EventStore,
    private readonly aggregates: UsersAggregates,
  ) {}

  /**
   * Reserves an e-mail that nobody ever had: most that somebody registers with. Nobody who was registered with it has lost it, so
   * whoever it is reserved for is not registered.
   *
   * @returns until when to register with it, epoch milliseconds; undefined when somebody has it, or had.
   */
  async begin(emailFingerprint: string, userId: string, call: CallContext): Promise<number | undefined> {
    const now = Date.now();
    const at = new Date(now).toISOString();
    const begun = await this.aggregates.emails.begin(
      emailStream(emailFingerprint),
      { kind: 'reserve', emailFingerprint, userId, at, abandonedBy: null },
      stepOf(call, `reserve ${emailFingerprint} ${at}`),
    );
    return begun && now + REGISTRATION_SECONDS * 1000;
  }

  /**
   * Reserves the e-mail for somebody who is to have it.
   *
   * @returns the reservation, and until when to register or change to it, epoch milliseconds.
   * @throws ReeveError `USERS-EMAIL-TAKEN` 400.
   */
  async reserve(
    emailFingerprint: string,
    userId: string,
    call: CallContext,
  ): Promise<{ readonly reservation: Reservation; readonly until: number }> {
    const stream = emailStream(emailFingerprint);
    const now = Date.now();
    const at = new Date(now).toISOString();
    // Each attempt is decided anew: an earlier one's answer says nothing about who holds the e-mail by now.
    const attempt = stepOf(call, `reserve ${emailFingerprint} ${at}`);
    const reserve = (abandonedBy: ReserveEmail['abandonedBy']) =>
      this.aggregates.emails.execute(
        stream,
        { kind: 'reserve', emailFingerprint, userId, at, abandonedBy },
        attempt,
      );
    try {
      await reserve(null);
    } catch (error) {
      // Most are free: only of one that is not does it have to be known who has it.
      const isTaken = error instanceof ReeveError && error.code === 'USERS-EMAIL-TAKEN';
      const abandonedBy = isTaken ? await this.abandonedBy(emailFingerprint, userId) : null;
      if (abandonedBy === null) throw error;
      await reserve(abandonedBy);
    }
    const reservation = { status: 'reserved', userId, reservedAt: at } as const;
    return { reservation, until: now + REGISTRATION_SECONDS * 1000 };
  }

  /** The reservation that somebody has; undefined when they have none. */
  async heldBy(emailFingerprint: string, userId: string): Promise<Reservation | undefined> {
    const state = await this.read(emailFingerprint);
    return state.status === 'reserved' && state.userId === userId ? state : undefined;
  }

  /**
   * Gives back what its holder does not have any more.
   *
   * @param reservation as it was while the holder still had the e-mail, or when there was no holder any more: one that was
   *   renewed since stays.
   */
  async release(
    emailFingerprint: string,
    { userId, reservedAt }: Reservation,
    reason: 'changed' | 'deleted',
    call: CallContext,
  ): Promise<void> {
    await this.aggregates.emails.execute(
      emailStream(emailFingerprint),
      { kind: 'release', emailFingerprint, userId, reservedAt, reason },
      stepOf(call, `release ${emailFingerprint}`),
    );
  }

  /** The e-mail's holder, when that is somebody who does not have it. */
  private async abandonedBy(emailFingerprint: string, userId: string): Promise<ReserveEmail['abandonedBy']> {
    const reservation = await this.read(emailFingerprint);
    if (reservation.status === 'free' || reservation.userId === userId) return null;
    const holder = await readAggregate(this.eventStore, userDecider, userStream(reservation.userId));
    if (holder.status === 'unregistered') return { userId: reservation.userId, reason: 'never-registered' };
    if (holder.status === 'registered' && holder.emailFingerprint === emailFingerprint) return null;
    return { userId: reservation.userId, reason: 'not-used' };
  }

  private async read(emailFingerprint: string): Promise<EmailReservationState> {
    return await readAggregate(this.eventStore, emailReservationDecider, emailStream(emailFingerprint));
  }
}
