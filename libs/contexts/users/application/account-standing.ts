import type { CallContext, Visibility } from '@reeve/contracts';
import { readYourWrites } from '@reeve/event-sourcing';
import type { ProjectionProgress } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';
import { userStream } from '@reeve/users/domain';
import { stepOf } from './command-call.js';
import { readUser } from './read-user.js';
import type { SessionEndings } from './session-endings.js';
import type { UserSessions } from './user-sessions.js';
import type { UsersAggregates } from './users-aggregates.js';

/** Keeps somebody out, and lets them in again. From the event on no session of theirs counts; then they are ended. */
export class AccountStandings {
  constructor(
    private readonly eventStore: EventStore,
    private readonly aggregates: UsersAggregates,
    private readonly sessions: UserSessions,
    private readonly endings: SessionEndings,
    private readonly progress: ProjectionProgress,
  ) {}

  /** @throws ReeveError what the rules of an account refuse with, 403; `USERS-NOT-FOUND` 404. */
  async disable(userId: string, call: CallContext): Promise<Visibility> {
    const { position } = await this.aggregates.users.execute(
      userStream(userId),
      { kind: 'disable', userId, actor: call.principal.id },
      call,
    );
    const visible = await readYourWrites(this.progress, position, call);
    await this.sessions.endAll(userId, 'disabled', call);
    return { visible };
  }

  /**
   * No session from before comes back, known here or not: all end by their stamp first. What disabling has ended already are
   * those that were known and came before it.
   *
   * @throws ReeveError `USERS-NOT-FOUND` 404.
   */
  async enable(userId: string, call: CallContext): Promise<Visibility> {
    const state = await readUser(this.eventStore, userId);
    if (state.status === 'registered' && state.standing === 'disabled') {
      await this.endings.endAll(userId, stepOf(call, 'sessions'));
    }
    const { position } = await this.aggregates.users.execute(
      userStream(userId),
      { kind: 'enable', userId },
      call,
    );
    return { visible: await readYourWrites(this.progress, position, call) };
  }
}
