import { randomBytes } from 'node:crypto';
import { challengeHash, factorErrors } from '@reeve/contracts';
import type {
  AuthenticationMethod,
  CallContext,
  ChallengePurpose,
  ChallengeStep,
  NextStep,
  SessionUser,
  Visibility,
} from '@reeve/contracts';
import { readAggregate, readYourWrites } from '@reeve/event-sourcing';
import type { ProjectionProgress } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';
import type { Sealing } from '@reeve/sealing';
import {
  CHALLENGE_SECONDS,
  challengeDecider,
  challengeStream,
  currentChallenge,
  openChallenge,
} from '@reeve/users/domain';
import type { Attempt, OpenChallenge } from '@reeve/users/domain';
import { stepOf } from '../command-call.js';
import type { FoundUser, UserDirectory } from '../user-directory.js';
import type { UsersAggregates } from '../users-aggregates.js';
import { now } from './factor-records.js';

const TOKEN_BYTES = 32;

/** Who is to go on, with what. `sessionStamp` is theirs, as their document has it. */
export interface ToChallenge {
  readonly user: SessionUser;
  readonly step: ChallengeStep;
  readonly purpose: ChallengePurpose;
  readonly method: AuthenticationMethod | null;
  readonly sessionStamp: string;
}

/** A challenge that was presented, and whose it is. */
export interface Presented {
  readonly challenge: OpenChallenge;
  readonly user: FoundUser;
  readonly attempt: Attempt;
}

/** Gives out challenges, and knows them by their tokens: by nothing that a process remembers, so any replica goes on with any. */
export class Challenges {
  constructor(
    private readonly eventStore: EventStore,
    private readonly aggregates: UsersAggregates,
    private readonly directory: UserDirectory,
    private readonly sealing: Sealing,
    private readonly progress: ProjectionProgress,
  ) {}

  /** Every time another one: a token is nowhere but in the answer that it was given in. */
  async issue(
    { user, step, purpose, method, sessionStamp }: ToChallenge,
    call: CallContext,
  ): Promise<NextStep & Visibility> {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const hash = this.hashOf(token);
    const expiresAt = now() + CHALLENGE_SECONDS;
    const challenge = { challenge: hash, userId: user.id, step, purpose, method, sessionStamp, expiresAt };
    const { position } = await this.aggregates.challenges.execute(
      challengeStream(hash),
      { kind: 'issue', challenge },
      stepOf(call, `challenge ${hash}`),
    );
    return {
      user,
      nextStep: step,
      challengeToken: token,
      expiresIn: CHALLENGE_SECONDS,
      visible: await readYourWrites(this.progress, position, call),
    };
  }

  /** @throws ReeveError `USERS-CHALLENGE-INVALID` 401. */
  async read(token: string): Promise<{ readonly step: ChallengeStep; readonly expiresIn: number }> {
    const at = now();
    const { step, expiresAt } = openChallenge(await this.stateOf(this.hashOf(token)), at);
    return { step, expiresIn: expiresAt - at };
  }

  /**
   * A challenge for one of these steps whose person is who they were: neither gone nor disabled, and with the same stamp.
   *
   * @throws ReeveError `USERS-CHALLENGE-INVALID` 401.
   */
  async present(token: string, step: ChallengeStep): Promise<Presented> {
    const at = now();
    const hash = this.hashOf(token);
    const challenge = currentChallenge(await this.stateOf(hash), at);
    const user = await this.directory.byId(challenge.userId);
    const isSame =
      user?.document.standing === 'active' && user.document.sessionStamp === challenge.sessionStamp;
    if (challenge.step !== step || !isSame) throw factorErrors.challengeInvalid();
    return { challenge, user, attempt: { at, challenge: { hash, expiresAt: challenge.expiresAt } } };
  }

  /** Once, whoever comes first. @throws ReeveError `USERS-CHALLENGE-INVALID` 401. */
  async answer({ challenge }: OpenChallenge, call: CallContext): Promise<void> {
    await this.aggregates.challenges.execute(
      challengeStream(challenge),
      { kind: 'answer', at: now() },
      stepOf(call, `answer ${challenge}`),
    );
  }

  private async stateOf(hash: string) {
    return await readAggregate(this.eventStore, challengeDecider, challengeStream(hash));
  }

  private hashOf(token: string): string {
    return challengeHash((purpose, value) => this.sealing.fingerprint(purpose, value), token);
  }
}
