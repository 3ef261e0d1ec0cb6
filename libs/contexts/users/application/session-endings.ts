import { credentialErrors } from '@reeve/contracts';
import type { CallContext, SessionEndReason, Visibility } from '@reeve/contracts';
import { readYourWrites } from '@reeve/event-sourcing';
import type { ProjectionProgress } from '@reeve/event-sourcing';
import type { Position } from '@reeve/event-store';
import { credentialStream, sessionStream } from '@reeve/users/domain';
import { validate } from 'uuid';
import { actorIdOf, sessionStampOf } from './command-call.js';
import type { PrimaryAdministrator } from './primary-administrator.js';
import { callingUser, registeredUser } from './registered-user.js';
import type { UserDirectory } from './user-directory.js';
import type { UsersAggregates } from './users-aggregates.js';

/** Ends sessions: one by its own stream, all of a person's by a change of their stamp. */
export class SessionEndings {
  constructor(
    private readonly aggregates: UsersAggregates,
    private readonly directory: UserDirectory,
    private readonly primaryAdministrator: PrimaryAdministrator,
    private readonly progress: ProjectionProgress,
  ) {}

  /** @throws ReeveError `USERS-SESSION-NOT-FOUND` 404 unless it is one of the caller's. */
  async endOwn(sessionId: string, call: CallContext): Promise<Visibility> {
    const { id } = await callingUser(this.directory, call);
    return await this.end(id, sessionId, 'owner', call);
  }

  /** @throws ReeveError `USERS-NOT-FOUND`, `USERS-SESSION-NOT-FOUND` 404; `USERS-CREDENTIALS-PROTECTED` 403. */
  async endOne(userId: string, sessionId: string, call: CallContext): Promise<Visibility> {
    const { id } = await registeredUser(this.directory, userId);
    return await this.end(id, sessionId, 'administrator', call);
  }

  /** All of the caller's; with `keepCurrent` all but the one that asks. */
  async endAllOwn(keepCurrent: boolean, call: CallContext): Promise<Visibility> {
    const { id } = await callingUser(this.directory, call);
    return await this.endAllBut(keepCurrent ? ownSessionId(call) : null, id, call);
  }

  /** All of somebody's. @throws ReeveError `USERS-NOT-FOUND` 404; `USERS-CREDENTIALS-PROTECTED` 403. */
  async endAll(userId: string, call: CallContext): Promise<Visibility> {
    const { id } = await registeredUser(this.directory, userId);
    return await this.endAllBut(null, id, call);
  }

  private async end(
    userId: string,
    sessionId: string,
    reason: SessionEndReason,
    call: CallContext,
  ): Promise<Visibility> {
    const session = await this.directory.session(sessionId);
    if (session?.userId !== userId) throw credentialErrors.sessionNotFound();
    const { position } = await this.aggregates.sessions.execute(
      sessionStream(sessionId),
      { kind: 'end', sessionId, userId, reason, ...(await this.acting(call)) },
      call,
    );
    return await this.visibleAt(position, call);
  }

  private async endAllBut(
    keptSessionId: string | null,
    userId: string,
    call: CallContext,
  ): Promise<Visibility> {
    const { position } = await this.aggregates.credentials.execute(
      credentialStream(userId),
      {
        kind: 'end-all-sessions',
        userId,
        newStamp: sessionStampOf(call),
        keptSessionId,
        ...(await this.acting(call)),
      },
      call,
    );
    return await this.visibleAt(position, call);
  }

  private async acting(call: CallContext) {
    return {
      actorId: actorIdOf(call),
      primaryAdministratorId: await this.primaryAdministrator.currentId(),
    };
  }

  private async visibleAt(position: Position | undefined, call: CallContext): Promise<Visibility> {
    return { visible: await readYourWrites(this.progress, position, call) };
  }
}

/** The session that asks. A token without an id of its own, or with one that is no UUID, has none that could be named. */
export function ownSessionId({ principal: { sessionId } }: CallContext): string | null {
  return sessionId !== null && validate(sessionId) ? sessionId : null;
}
