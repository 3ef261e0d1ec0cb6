import { randomBytes } from 'node:crypto';
import { factorErrors, ticketHash, usersErrors } from '@reeve/contracts';
import type { CallContext, factorRpc, RequestOf, ResponseOf } from '@reeve/contracts';
import { readYourWrites } from '@reeve/event-sourcing';
import type { Sealing } from '@reeve/sealing';
import { factorStream } from '@reeve/users/domain';
import { actorIdOf } from '../command-call.js';
import type { PrimaryAdministrator } from '../primary-administrator.js';
import { registeredUser } from '../registered-user.js';
import type { FoundUser } from '../user-directory.js';
import { assertNoApiKey } from './own-factor.js';
import { asThemselves } from './factor-sign-in.js';
import type { FactorSignInParts } from './factor-sign-in.js';
import { now } from './factor-records.js';

type Rpc = typeof factorRpc;

/** Seconds that a ticket is good for (reference 11.3). */
export const TICKET_SECONDS = 1_800;
const TICKET_BYTES = 32;

/** For whoever has lost their factor and their recovery codes: somebody makes them out a ticket, and tells it to them. */
export class FactorResets {
  constructor(
    private readonly parts: Omit<FactorSignInParts, 'sessions'>,
    private readonly primaryAdministrator: PrimaryAdministrator,
    private readonly sealing: Sealing,
  ) {}

  /**
   * @throws ReeveError `USERS-NOT-FOUND` 404; `USERS-CREDENTIALS-PROTECTED`, `USERS-FACTOR-NEEDS-SESSION`,
   *   `USERS-FACTOR-OWN-RESET` 403; `USERS-FACTOR-NOT-ENROLLED`, `USERS-FACTOR-TICKET-NOT-SHOWN-AGAIN` 409.
   */
  async reset(
    { user, reason }: RequestOf<Rpc['reset']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['reset']>> {
    const { aggregates, progress, stamps } = this.parts;
    assertNoApiKey(call);
    const { id: userId } = await this.named(user);
    const ticket = randomBytes(TICKET_BYTES).toString('base64url');
    const expiresAt = now() + TICKET_SECONDS;
    const { repeated } = await aggregates.factors.execute(
      factorStream(userId),
      {
        kind: 'request-reset',
        userId,
        ticket: this.hashOf(ticket),
        reason,
        expiresAt,
        actorId: actorIdOf(call),
        primaryAdministratorId: await this.primaryAdministrator.currentId(),
      },
      call,
    );
    const { position } = await stamps.change(userId, call);
    if (repeated) throw factorErrors.ticketNotShownAgain();
    return { ticket, expiresAt, visible: await readYourWrites(progress, position, call) };
  }

  /** @throws ReeveError `USERS-CHALLENGE-INVALID`, `USERS-FACTOR-TICKET-INVALID` 401; `USERS-FACTOR-ATTEMPTS-EXCEEDED` 429. */
  async recover(
    { challengeToken, ticket }: RequestOf<Rpc['recover']>,
    anonymousCall: CallContext,
  ): Promise<ResponseOf<Rpc['recover']>> {
    const { aggregates, challenges, directory } = this.parts;
    const presented = await challenges.present(challengeToken, 'recover');
    const { challenge, user, attempt } = presented;
    const call = asThemselves(presented, anonymousCall);
    const { events } = await aggregates.factors.execute(
      factorStream(user.id),
      { kind: 'complete-reset', userId: user.id, ticket: this.hashOf(ticket), attempt },
      call,
    );
    if (events.some(({ type }) => type === 'users.factor.code-refused.v1'))
      throw factorErrors.ticketInvalid();
    await challenges.answer(challenge, call);
    const { purpose, method, sessionStamp } = challenge;
    const shown = directory.sessionUser(user);
    return await challenges.issue({ user: shown, step: 'enroll', purpose, method, sessionStamp }, call);
  }

  /** By their id or their e-mail: an operator cannot look one up. */
  private async named(user: string): Promise<FoundUser> {
    const { directory } = this.parts;
    if (!user.includes('@')) return await registeredUser(directory, user);
    const found = await directory.byEmailFingerprint(directory.emailFingerprint(user));
    if (found === undefined) throw usersErrors.notFound();
    return found;
  }

  private hashOf(ticket: string): string {
    return ticketHash((purpose, value) => this.sealing.fingerprint(purpose, value), ticket);
  }
}
