import { userSubject } from '@reeve/contracts';
import type { CallContext, DeletionStep } from '@reeve/contracts';
import { systemCall } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';
import type { Sealing } from '@reeve/sealing';
import { stepsLeft, userStream } from '@reeve/users/domain';
import type { DeletedUser } from '@reeve/users/domain';
import { v5 } from 'uuid';
import type { DeletionSteps } from './deletion-steps.js';
import { readUser } from './read-user.js';
import type { UsersAggregates } from './users-aggregates.js';

/** Namespace of the steps' command ids: a step is recorded once, whoever takes it. */
const DELETIONS = '0d0d1d0c-6d0f-4f43-9d3e-6a3f7be0c0a1';

/**
 * Takes away what a deleted person had, step by step. What is done stands in the person's stream, so that whoever goes on after
 * a crash, in whichever process, begins where it ended. A step is recorded after it was taken: taken twice, it finds nothing
 * left.
 */
export class Deletion {
  constructor(
    private readonly eventStore: EventStore,
    private readonly aggregates: UsersAggregates,
    private readonly steps: DeletionSteps,
    private readonly sealing: Sealing,
  ) {}

  /** Resolves when nothing is left to be done, at once where that is so. @throws what a step throws: it is taken up again. */
  async carryOn(userId: string, requestId: string): Promise<void> {
    for (
      let user = await this.deleted(userId);
      user?.completed === false;
      user = await this.deleted(userId)
    ) {
      const [step] = stepsLeft(user);
      if (step === undefined) await this.complete(userId, user.erase, requestId);
      else await this.take(step, userId, user, requestId);
    }
  }

  private async take(
    step: DeletionStep,
    userId: string,
    user: DeletedUser,
    requestId: string,
  ): Promise<void> {
    const call = callOf(requestId, userId, step);
    await this.steps[step]({ userId, emailFingerprint: user.emailFingerprint }, call);
    await this.aggregates.users.execute(
      userStream(userId),
      { kind: 'record-deletion-step', userId, step },
      call,
    );
  }

  /** The key goes last, when nobody needs it any more to find what is left. */
  private async complete(userId: string, erased: boolean, requestId: string): Promise<void> {
    if (erased) await this.sealing.destroy(userSubject(userId));
    await this.aggregates.users.execute(
      userStream(userId),
      { kind: 'complete-deletion', userId, erased },
      callOf(requestId, userId, erased ? 'erased' : 'completed'),
    );
  }

  private async deleted(userId: string): Promise<DeletedUser | undefined> {
    const state = await readUser(this.eventStore, userId);
    return state.status === 'deleted' ? state : undefined;
  }
}

const callOf = (requestId: string, userId: string, step: string): CallContext =>
  systemCall(requestId, v5(`${userId} ${step}`, DELETIONS));
