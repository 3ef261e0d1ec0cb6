import { stampIn } from '@reeve/contracts';
import type {
  AddedUser,
  AuthenticationMethod,
  CallContext,
  SessionUser,
  SignInOutcome,
} from '@reeve/contracts';
import { readYourWrites } from '@reeve/event-sourcing';
import type { ProjectionProgress } from '@reeve/event-sourcing';
import type { Position } from '@reeve/event-store';
import { isLetIn, nextStepOf } from '@reeve/users/domain';
import type { Sessions } from '../sessions.js';
import type { Challenges } from './challenges.js';
import { now } from './factor-records.js';
import type { FactorRecords } from './factor-records.js';
import type { SignInPolicies } from './sign-in-policies.js';

/** How somebody has proven who they are, and their stamp as it was read with what that was checked against. */
export interface EntranceProof {
  readonly method: AuthenticationMethod;
  readonly sessionStamp: string;
}

/** Where everybody comes by who has proven who they are: it gives them a session, or says what comes before that. */
export class Entrance {
  constructor(
    private readonly policies: SignInPolicies,
    private readonly factors: FactorRecords,
    private readonly challenges: Challenges,
    private readonly sessions: Sessions,
    private readonly progress: ProjectionProgress,
  ) {}

  /** @throws ReeveError what the aggregate runner throws. */
  async start(
    user: SessionUser,
    { method, sessionStamp }: EntranceProof,
    call: CallContext,
  ): Promise<SignInOutcome> {
    const { policy, epoch } = await this.policies.current();
    if (isLetIn(policy, method)) {
      const stamp = stampIn(epoch, sessionStamp);
      return await this.sessions.start(user, { method, sessionStamp: stamp, factorProven: false }, call);
    }
    const { enrolled, resetUntil } = await this.factors.of(user.id);
    const step = nextStepOf(user.role, { enrolled: enrolled !== null, resetUntil }, now());
    if (step === 'pending') return { user, nextStep: step, visible: true };
    return await this.challenges.issue({ user, step, purpose: 'sign-in', method, sessionStamp }, call);
  }

  /**
   * The same for an account that an administrator has added: they are handed a session for it where nothing else is asked for.
   *
   * @param registered where the account stands in the log.
   */
  async handOver(
    user: SessionUser,
    sessionStamp: string,
    registered: Position | undefined,
    call: CallContext,
  ): Promise<AddedUser> {
    const { policy, epoch } = await this.policies.current();
    if (!isLetIn(policy, 'system')) {
      return { user, visible: await readYourWrites(this.progress, registered, call) };
    }
    const proof = {
      method: 'system',
      sessionStamp: stampIn(epoch, sessionStamp),
      factorProven: false,
    } as const;
    return await this.sessions.start(user, proof, call);
  }
}
