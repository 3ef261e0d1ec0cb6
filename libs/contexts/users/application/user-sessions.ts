import { errors } from '@reeve/contracts';
import type { CallContext, SessionEndReason } from '@reeve/contracts';
import { readYourWrites } from '@reeve/event-sourcing';
import type { ProjectionProgress } from '@reeve/event-sourcing';
import type { Position } from '@reeve/event-store';
import type { Sessions } from './sessions.js';
import type { UserDirectory } from './user-directory.js';

const AT_ONCE = 100;

/** A person's sessions, to be ended. */
export class UserSessions {
  constructor(
    private readonly directory: UserDirectory,
    private readonly sessions: Sessions,
    private readonly progress: ProjectionProgress,
  ) {}

  /** Ends every session that reads show, and goes on until they show none. @throws ReeveError `DEADLINE-EXCEEDED` 504. */
  async endAll(userId: string, reason: SessionEndReason, call: CallContext): Promise<void> {
    for (;;) {
      const open = await this.directory.openSessions(userId, AT_ONCE);
      if (open.length === 0) return;
      if (!(await this.end(open, userId, reason, call))) throw errors.deadlineExceeded('users projection');
    }
  }

  /** Ends some of them. @returns whether reads show that. */
  async end(
    sessionIds: readonly string[],
    userId: string,
    reason: SessionEndReason,
    call: CallContext,
  ): Promise<boolean> {
    let last: Position | undefined;
    for (const sessionId of sessionIds) {
      const position = await this.sessions.end(sessionId, userId, reason, call);
      if (position !== undefined && (last === undefined || position > last)) last = position;
    }
    return await readYourWrites(this.progress, last, call);
  }
}
