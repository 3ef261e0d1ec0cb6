import { USER_PURPOSES, userSubject } from '@reeve/contracts';
import type { CallContext, RegistrationSource, Role } from '@reeve/contracts';
import { readAggregate } from '@reeve/event-sourcing';
import type { EventStore, Position } from '@reeve/event-store';
import type { Sealing } from '@reeve/sealing';
import { userDecider, userStream } from '@reeve/users/domain';
import type { NewAccount } from '@reeve/users/domain';
import type { EmailReservations } from './email-reservations.js';
import type { DefaultGroup, Newcomers } from './groups/default-group.js';
import type { PasswordHashing } from './password-hashing.js';
import type { PasswordRule } from './password-rule.js';
import type { UsersAggregates } from './users-aggregates.js';

/** An account that was checked (`checkNewAccount`) and how it is to come to be. */
export interface Registrant {
  readonly userId: string;
  readonly account: NewAccount;
  /** Of the account's password, where somebody else has made it; null or absent: it is made here. */
  readonly passwordHash?: string | null;
  readonly role: Role;
  readonly source: RegistrationSource;
}

/** Where somebody has thought of the password. */
const CHOSEN: ReadonlySet<RegistrationSource> = new Set(['sign-up', 'administrator', 'environment']);

/**
 * Reserves the e-mail, then registers the user: two streams, so two appends. Whatever ends it between them, the same command
 * goes on where it ended, and without it the reservation is free for others a minute later.
 */
export class Registration {
  constructor(
    private readonly eventStore: EventStore,
    private readonly aggregates: UsersAggregates,
    private readonly emails: EmailReservations,
    private readonly sealing: Sealing,
    private readonly passwords: PasswordHashing,
    private readonly passwordRule: PasswordRule,
    private readonly defaultGroup: Pick<DefaultGroup, 'current'>,
  ) {}

  async isRegistered(userId: string): Promise<boolean> {
    const state = await readAggregate(this.eventStore, userDecider, userStream(userId));
    return state.status === 'registered';
  }

  /**
   * @returns `joins`: them, where they are to be welcomed in a default group.
   * @throws ReeveError `USERS-EMAIL-TAKEN`, `USERS-PASSWORD-REFUSED` 400; what {@link PasswordHashing.hash} and the aggregate runner throw.
   */
  async register(
    { userId, account, passwordHash: given = null, role, source }: Registrant,
    call: CallContext,
  ): Promise<{
    readonly role: Role;
    readonly position: Position | undefined;
    readonly joins: Newcomers | null;
  }> {
    // One that nobody has chosen signs nobody in.
    if (CHOSEN.has(source)) this.passwordRule(account.password);
    // The operator's own account is there before any group is.
    const defaultGroupId = source === 'environment' ? null : await this.defaultGroup.current();
    // Before anything is reserved: it is what may be refused for lack of time.
    const passwordHash = given ?? (await this.passwords.hash(account.password, call.deadline));
    const emailFingerprint = this.sealing.fingerprint(USER_PURPOSES.email, account.email);
    const begunUntil = await this.emails.begin(emailFingerprint, userId, call);
    const reservedUntil = begunUntil ?? (await this.reservedUntil(emailFingerprint, userId, call));
    const stream = userStream(userId);
    const register = {
      kind: 'register',
      userId,
      name: await this.seal(userId, 'name', account.name),
      email: await this.seal(userId, 'email', account.email),
      emailFingerprint,
      profileImageUrl: await this.seal(userId, 'profileImageUrl', account.profileImageUrl),
      passwordHash: await this.seal(userId, 'passwordHash', passwordHash),
      role,
      source,
      defaultGroupId,
    } as const;
    const inTime = { ...call, deadline: Math.min(call.deadline, reservedUntil) };
    const { users } = this.aggregates;
    const begun = begunUntil === undefined ? undefined : await users.begin(stream, register, inTime);
    const { state, position } = begun ?? (await users.execute(stream, register, inTime));
    if (state.status !== 'registered') return { role, position, joins: null };
    const { defaultGroupId: groupId } = state;
    return {
      role: state.role,
      position,
      joins: groupId === null ? null : { userIds: [userId], groupId, position },
    };
  }

  /**
   * A registered user holds its e-mail; only who is not yet may have lost the reservation meanwhile. Who was registered by another
   * process a moment ago renews it, which does no harm.
   */
  private async reservedUntil(emailFingerprint: string, userId: string, call: CallContext): Promise<number> {
    const known = await this.aggregates.users.load(userStream(userId));
    if (known.state.status === 'registered') return call.deadline;
    return (await this.emails.reserve(emailFingerprint, userId, call)).until;
  }

  private async seal(userId: string, field: keyof typeof USER_PURPOSES, value: string): Promise<string> {
    return await this.sealing.seal(userSubject(userId), USER_PURPOSES[field], value);
  }
}
