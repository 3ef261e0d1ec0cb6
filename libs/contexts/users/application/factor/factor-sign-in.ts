import { randomUUID } from 'node:crypto';
import { factorErrors, stampIn } from '@reeve/contracts';
import type {
  CallContext,
  factorRpc,
  FactorEvent,
  RequestOf,
  ResponseOf,
  StartedSession,
  Visibility,
} from '@reeve/contracts';
import { readYourWrites } from '@reeve/event-sourcing';
import type { ProjectionProgress } from '@reeve/event-sourcing';
import { factorStream } from '@reeve/users/domain';
import { asUser, stepOf } from '../command-call.js';
import type { Sessions } from '../sessions.js';
import type { UserDirectory } from '../user-directory.js';
import type { UsersAggregates } from '../users-aggregates.js';
import type { Challenges, Presented } from './challenges.js';
import type { FactorRecords } from './factor-records.js';
import { newFactorSecret } from './one-time-codes.js';
import { newRecoveryCodes } from './recovery-codes.js';
import type { SignInPolicies } from './sign-in-policies.js';
import type { StampChanges } from './stamp-changes.js';

type Rpc = typeof factorRpc;

export interface FactorSignInParts {
  readonly aggregates: UsersAggregates;
  readonly directory: UserDirectory;
  readonly sessions: Sessions;
  readonly progress: ProjectionProgress;
  readonly policies: SignInPolicies;
  readonly factors: FactorRecords;
  readonly challenges: Challenges;
  readonly stamps: StampChanges;
}

/** What comes between a password and a session: a factor is enrolled, or the one there is proven. */
export class FactorSignIn {
  constructor(private readonly parts: FactorSignInParts) {}

  /** @throws ReeveError `USERS-CHALLENGE-INVALID` 401; `USERS-FACTOR-ENROLLED-ALREADY`, `USERS-FACTOR-NOT-ENROLLED` 409. */
  async beginEnrolment(
    { challengeToken }: RequestOf<Rpc['beginEnrolment']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['beginEnrolment']>> {
    const { aggregates, challenges, factors } = this.parts;
    const presented = await challenges.present(challengeToken, 'enroll');
    const { id: userId } = presented.user;
    const { state, position } = await aggregates.factors.execute(
      factorStream(userId),
      {
        kind: 'begin-enrolment',
        userId,
        enrolmentId: randomUUID(),
        secret: await factors.seal(userId, await newFactorSecret()),
        replacing: presented.challenge.purpose === 'replace',
      },
      asThemselves(presented, call),
    );
    // Of a command that is repeated it is the secret that was shown before.
    const secret = await factors.open(state.begun?.secret ?? '');
    if (secret === undefined) throw factorErrors.enrolmentNotBegun();
    const visible = await readYourWrites(this.parts.progress, position, call);
    return { secret, email: presented.user.document.email, visible };
  }

  /**
   * @throws ReeveError `USERS-CHALLENGE-INVALID`, `USERS-FACTOR-CODE-INVALID` 401; `USERS-FACTOR-ENROLMENT-NOT-BEGUN`,
   *   `USERS-FACTOR-CODES-NOT-SHOWN-AGAIN` 409; `USERS-FACTOR-ATTEMPTS-EXCEEDED` 429.
   */
  async confirmEnrolment(
    { challengeToken, code }: RequestOf<Rpc['confirmEnrolment']>,
    anonymousCall: CallContext,
  ): Promise<ResponseOf<Rpc['confirmEnrolment']>> {
    const { aggregates, challenges, factors, stamps } = this.parts;
    const presented = await challenges.present(challengeToken, 'enroll');
    const { challenge, user, attempt } = presented;
    const call = asThemselves(presented, anonymousCall);
    const { begun } = await factors.state(user.id);
    if (begun === null) throw factorErrors.enrolmentNotBegun();
    const recoveryCodes = newRecoveryCodes();
    const { events, repeated } = await aggregates.factors.execute(
      factorStream(user.id),
      {
        kind: 'confirm-enrolment',
        userId: user.id,
        enrolmentId: begun.enrolmentId,
        step: await factors.stepOf(begun.secret, code),
        recoveryCodes: recoveryCodes.map((each) => factors.recoveryCodeHash(user.id, each)),
        replacing: challenge.purpose === 'replace',
        attempt,
      },
      call,
    );
    assertProven(events);
    await challenges.answer(challenge, call);
    const { sessionStamp, position } = await stamps.change(user.id, call);
    if (repeated) throw factorErrors.codesNotShownAgain();
    if (challenge.purpose === 'replace') {
      const visible = await readYourWrites(this.parts.progress, position, call);
      return { recoveryCodes, session: null, visible };
    }
    const { visible, ...session } = await this.start(presented, sessionStamp, call);
    return { recoveryCodes, session, visible };
  }

  /**
   * @throws ReeveError `USERS-CHALLENGE-INVALID`, `USERS-FACTOR-CODE-INVALID` 401; `USERS-FACTOR-CHANGED`,
   *   `USERS-FACTOR-NOT-ENROLLED` 409; `USERS-FACTOR-ATTEMPTS-EXCEEDED` 429.
   */
  async verify(
    { challengeToken, ...typed }: RequestOf<Rpc['verify']>,
    anonymousCall: CallContext,
  ): Promise<StartedSession & Visibility> {
    const { aggregates, challenges, factors } = this.parts;
    const presented = await challenges.present(challengeToken, 'verify');
    const { challenge, user, attempt } = presented;
    const call = asThemselves(presented, anonymousCall);
    const proof = await factors.proofOf(user.id, typed);
    const { events } = await aggregates.factors.execute(
      factorStream(user.id),
      { kind: 'prove', userId: user.id, proof, attempt },
      call,
    );
    assertProven(events);
    await challenges.answer(challenge, call);
    return await this.start(presented, challenge.sessionStamp, call);
  }

  private async start(
    { challenge, user }: Presented,
    sessionStamp: string,
    call: CallContext,
  ): Promise<StartedSession & Visibility> {
    const { directory, policies, sessions } = this.parts;
    // Only one that was issued with a session has no method, and leads to none.
    if (challenge.method === null) throw factorErrors.challengeInvalid();
    const { epoch } = await policies.current();
    return await sessions.start(
      directory.sessionUser(user),
      { method: challenge.method, sessionStamp: stampIn(epoch, sessionStamp), factorProven: true },
      stepOf(call, 'start session'),
    );
  }
}

/** Whoever has the token of a challenge has proven who they are, but for their factor. */
export function asThemselves({ user }: Presented, call: CallContext): CallContext {
  return asUser(call, user.id, user.role);
}

/** @throws ReeveError `USERS-FACTOR-CODE-INVALID` 401 for what was refused, which is an event. */
export function assertProven(events: readonly FactorEvent[]): void {
  if (events.some(({ type }) => type === 'users.factor.code-refused.v1')) throw factorErrors.codeInvalid();
}
