import type { CallContext } from '@reeve/contracts';
import type { Position } from '@reeve/event-store';
import { credentialStream } from '@reeve/users/domain';
import { actorIdOf, sessionStampOf, stepOf } from '../command-call.js';
import type { PrimaryAdministrator } from '../primary-administrator.js';
import type { UsersAggregates } from '../users-aggregates.js';

/** Ends what somebody has begun under the factor that they had: their sessions, and challenges that are not answered. */
export class StampChanges {
  constructor(
    private readonly aggregates: UsersAggregates,
    private readonly primaryAdministrator: PrimaryAdministrator,
  ) {}

  /** @returns their stamp from now on. @throws ReeveError `USERS-CREDENTIALS-PROTECTED` 403. */
  async change(
    userId: string,
    call: CallContext,
  ): Promise<{ readonly sessionStamp: string; readonly position: Position | undefined }> {
    const sessionStamp = sessionStampOf(call);
    const { position } = await this.aggregates.credentials.execute(
      credentialStream(userId),
      {
        kind: 'end-all-sessions',
        userId,
        newStamp: sessionStamp,
        keptSessionId: null,
        actorId: actorIdOf(call),
        primaryAdministratorId: await this.primaryAdministrator.currentId(),
      },
      stepOf(call, `end sessions of ${userId}`),
    );
    return { sessionStamp, position };
  }
}
