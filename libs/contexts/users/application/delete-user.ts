import type { CallContext, Visibility } from '@reeve/contracts';
import { readYourWrites } from '@reeve/event-sourcing';
import type { ProjectionProgress } from '@reeve/event-sourcing';
import { userStream } from '@reeve/users/domain';
import type { Deletion } from './deletion.js';
import type { UsersAggregates } from './users-aggregates.js';

/** Deletes an account: it is gone at once, and what it had goes step by step. */
export class DeleteUser {
  constructor(
    private readonly aggregates: UsersAggregates,
    private readonly deletion: Deletion,
    private readonly progress: ProjectionProgress,
  ) {}

  /**
   * Answers when the deletion is complete. Whatever interrupts it after the account is gone, it goes on without the caller.
   *
   * @throws ReeveError what the rules of an account refuse with, 403; `USERS-NOT-FOUND` 404.
   */
  async execute(userId: string, erase: boolean, call: CallContext): Promise<Visibility> {
    const { position } = await this.aggregates.users.execute(
      userStream(userId),
      { kind: 'delete', userId, actor: call.principal.id, erase },
      call,
    );
    // The sessions that the first step ends are those that reads show: all from before have to be among them.
    const visible = await readYourWrites(this.progress, position, call);
    if (visible) await this.deletion.carryOn(userId, call.requestId);
    return { visible };
  }
}
