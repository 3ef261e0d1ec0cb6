import { usersErrors } from '@reeve/contracts';
import type { Principal, RequestOf, usersRpc } from '@reeve/contracts';
import type { UserDirectory } from './user-directory.js';

/** Tells who is behind a token whose signature is good. */
export class ResolvePrincipal {
  constructor(private readonly directory: UserDirectory) {}

  /**
   * A session that is not known here passes: an Open WebUI that shares the signing secret may have started it.
   *
   * @throws ReeveError `USERS-SESSION-ENDED` 401 when the session has ended, or the account is gone or disabled.
   */
  async execute({ userId, sessionId }: RequestOf<typeof usersRpc.resolvePrincipal>): Promise<Principal> {
    const [user, session] = await Promise.all([
      this.directory.byId(userId),
      sessionId === null ? undefined : this.directory.session(sessionId),
    ]);
    const ended = session !== undefined && (session.endedAt !== null || session.userId !== userId);
    if (user?.document.standing !== 'active' || ended) throw usersErrors.sessionEnded();
    return { kind: 'user', id: userId, role: user.role, sessionId, authMethod: 'session' };
  }
}
