import { firstSessionStamp, stampIn, usersErrors } from '@reeve/contracts';
import type { Principal, RequestOf, usersRpc } from '@reeve/contracts';
import type { SignInPolicies } from './factor/sign-in-policies.js';
import type { UserDirectory } from './user-directory.js';

/** Tells who is behind a token whose signature is good. */
export class ResolvePrincipal {
  constructor(
    private readonly directory: UserDirectory,
    private readonly policies: SignInPolicies,
  ) {}

  /**
   * A session that is not known here passes: an Open WebUI that shares the signing secret may have started it. Its token bears
   * no stamp, or one that is none of ours; without one it is good until its person's first changes.
   *
   * @throws ReeveError `USERS-SESSION-ENDED` 401 when the session has ended, or the account is gone or disabled.
   */
  async execute({
    userId,
    sessionId,
    sessionStamp,
  }: RequestOf<typeof usersRpc.resolvePrincipal>): Promise<Principal> {
    const [user, session, { epoch }] = await Promise.all([
      this.directory.byId(userId),
      sessionId === null ? undefined : this.directory.session(sessionId),
      this.policies.current(),
    ]);
    const ended = session !== undefined && (session.endedAt !== null || session.userId !== userId);
    // A session that outlived a change of the stamp has the new one in its document, and still the old one in its token.
    const stamp = session?.sessionStamp ?? sessionStamp ?? firstSessionStamp(userId);
    const isActive =
      user?.document.standing === 'active' && stamp === stampIn(epoch, user.document.sessionStamp);
    if (user === undefined || !isActive || ended) throw usersErrors.sessionEnded();
    return { kind: 'user', id: userId, role: user.role, sessionId, authMethod: 'session' };
  }
}
