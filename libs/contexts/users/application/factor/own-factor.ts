import { factorErrors } from '@reeve/contracts';
import type { CallContext, factorRpc, RequestOf, ResponseOf } from '@reeve/contracts';
import { readYourWrites } from '@reeve/event-sourcing';
import { factorStream } from '@reeve/users/domain';
import { stepOf } from '../command-call.js';
import { callingUser } from '../registered-user.js';
import type { FactorSignInParts } from './factor-sign-in.js';
import { assertProven } from './factor-sign-in.js';
import { attemptWithSession, now } from './factor-records.js';
import { newRecoveryCodes } from './recovery-codes.js';

type Rpc = typeof factorRpc;

/** Seconds that a session may be old that replaces a factor: whoever finds a page open must not (reference 11.3). */
export const FRESH_SESSION_SECONDS = 300;

/** What people do with their own factor while they are signed in. */
export class OwnFactor {
  constructor(private readonly parts: Omit<FactorSignInParts, 'sessions'>) {}

  /** @throws ReeveError `USERS-FACTOR-NEEDS-SESSION` 403. */
  async status(call: CallContext): Promise<ResponseOf<Rpc['status']>> {
    assertNoApiKey(call);
    const { id } = await callingUser(this.parts.directory, call);
    const [{ enrolled, recoveryCodesLeft }, { policy }] = await Promise.all([
      this.parts.factors.of(id),
      this.parts.policies.current(),
    ]);
    return { enabled: enrolled !== null, required: policy.ENABLE_MFA, recoveryCodesLeft };
  }

  /**
   * @throws ReeveError `USERS-FACTOR-NEEDS-SESSION`, `USERS-FACTOR-NEEDS-FRESH-SESSION` 403; `USERS-FACTOR-CODE-INVALID` 401;
   *   `USERS-FACTOR-NOT-ENROLLED`, `USERS-FACTOR-CHANGED` 409; `USERS-FACTOR-ATTEMPTS-EXCEEDED` 429.
   */
  async replace(typed: RequestOf<Rpc['replace']>, call: CallContext): Promise<ResponseOf<Rpc['replace']>> {
    const { aggregates, challenges, directory, factors } = this.parts;
    assertNoApiKey(call);
    const user = await callingUser(directory, call);
    await this.assertFresh(call);
    const { events } = await aggregates.factors.execute(
      factorStream(user.id),
      {
        kind: 'prove',
        userId: user.id,
        proof: await factors.proofOf(user.id, typed),
        attempt: attemptWithSession(),
      },
      call,
    );
    assertProven(events);
    return await challenges.issue(
      {
        user: directory.sessionUser(user),
        step: 'enroll',
        purpose: 'replace',
        method: null,
        sessionStamp: user.document.sessionStamp,
      },
      call,
    );
  }

  /**
   * @throws ReeveError `USERS-FACTOR-NEEDS-SESSION` 403; `USERS-FACTOR-CODE-INVALID` 401; `USERS-FACTOR-NOT-ENROLLED`,
   *   `USERS-FACTOR-CHANGED`, `USERS-FACTOR-CODES-NOT-SHOWN-AGAIN` 409; `USERS-FACTOR-ATTEMPTS-EXCEEDED` 429.
   */
  async renewRecoveryCodes(
    typed: RequestOf<Rpc['renewRecoveryCodes']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['renewRecoveryCodes']>> {
    const { aggregates, directory, factors, progress, stamps } = this.parts;
    assertNoApiKey(call);
    const { id: userId } = await callingUser(directory, call);
    const recoveryCodes = newRecoveryCodes();
    const { events, repeated } = await aggregates.factors.execute(
      factorStream(userId),
      {
        kind: 'renew-recovery-codes',
        userId,
        proof: await factors.proofOf(userId, typed),
        attempt: attemptWithSession(),
        recoveryCodes: recoveryCodes.map((code) => factors.recoveryCodeHash(userId, code)),
      },
      call,
    );
    assertProven(events);
    const { position } = await stamps.change(userId, call);
    if (repeated) throw factorErrors.codesNotShownAgain();
    return { recoveryCodes, visible: await readYourWrites(progress, position, call) };
  }

  /** For whoever has no account any more. Idempotent. */
  async remove(userId: string, call: CallContext): Promise<void> {
    const removal = stepOf(call, 'remove factor');
    await this.parts.aggregates.factors.execute(factorStream(userId), { kind: 'remove', userId }, removal);
  }

  private async assertFresh({ principal: { sessionId } }: CallContext): Promise<void> {
    const session = sessionId === null ? undefined : await this.parts.directory.session(sessionId);
    // One that another server has started may be of any age.
    if (session === undefined || (session.startedAt ?? 0) < now() - FRESH_SESSION_SECONDS) {
      throw factorErrors.needsFreshSession(FRESH_SESSION_SECONDS);
    }
  }
}

/** @throws ReeveError `USERS-FACTOR-NEEDS-SESSION` 403. */
export function assertNoApiKey({ principal }: CallContext): void {
  if (principal.authMethod === 'api_key') throw factorErrors.needsSession();
}
