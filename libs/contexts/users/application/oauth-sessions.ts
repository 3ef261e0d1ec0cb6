import { errors, OIDC_PROVIDER, stampIn, usersErrors } from '@reeve/contracts';
import type { CallContext, OAuthSession, Visibility } from '@reeve/contracts';
import type { Collection, DocumentStore, StoredDocument } from '@reeve/document-store';
import { SESSIONS } from '@reeve/users/projections';
import type { SessionDocument } from '@reeve/users/projections';
import type { SignInPolicies } from './factor/sign-in-policies.js';
import { callingUser, registeredUser } from './registered-user.js';
import type { FoundUser, UserDirectory } from './user-directory.js';
import type { UserSessions } from './user-sessions.js';

/** More of one person's are shown to nobody: there is a list of all their sessions, by pages. */
const MOST_SHOWN = 1_000;
const AT_ONCE = 100;

/**
 * What people have from identity providers: the sessions that they have started with them, while they go on. Open WebUI's OAuth sessions
 * are the tokens that it was given; Reeve asks a provider who somebody is, once, and keeps no token of it.
 */
export class OAuthSessions {
  private readonly sessions: Collection<SessionDocument>;

  constructor(
    documentStore: DocumentStore,
    private readonly directory: UserDirectory,
    private readonly policies: SignInPolicies,
    private readonly endings: UserSessions,
  ) {
    this.sessions = documentStore.collection<SessionDocument>(SESSIONS);
  }

  /**
   * Somebody's, those that last longest first; a thousand at most.
   *
   * @throws ReeveError `USERS-NOT-FOUND` 404; `USERS-OAUTH-SESSIONS-NONE` 400 where there is none.
   */
  async of(userId: string): Promise<readonly OAuthSession[]> {
    const person = await registeredUser(this.directory, userId);
    const found = await this.goingOn(person, OIDC_PROVIDER, MOST_SHOWN);
    if (found.length === 0) throw usersErrors.oauthSessionsNone();
    return found.flatMap(toOAuthSession);
  }

  /**
   * Ends all of the caller's that were started with the provider, the one that asks among them if it was. The link between their
   * account and who they are at the provider stays: without it many could not come back, having no password that they know, and
   * others would have a second account from their next sign-in on.
   *
   * @throws ReeveError `USERS-OAUTH-SESSION-NOT-FOUND` 404 where there is none, also for a provider that is unknown.
   */
  async endOwn(provider: string, call: CallContext): Promise<Visibility> {
    const person = await callingUser(this.directory, call);
    for (let isFirst = true; ; isFirst = false) {
      const found = await this.goingOn(person, provider, AT_ONCE);
      if (found.length === 0 && isFirst) throw usersErrors.oauthSessionNotFound();
      const ids = found.map(({ id }) => id);
      const visible = await this.endings.end(ids, person.id, 'disconnected', call);
      if (found.length < AT_ONCE) return { visible };
      // The next ones are looked for where these do not show any more.
      if (!visible) throw errors.deadlineExceeded('users projection');
    }
  }

  private async goingOn(
    { id: userId, document }: FoundUser,
    provider: string,
    limit: number,
  ): Promise<readonly StoredDocument<SessionDocument>[]> {
    const { epoch } = await this.policies.current();
    const sessionStamp = stampIn(epoch, document.sessionStamp);
    const activeUntil = { gt: Math.floor(Date.now() / 1000) };
    return await this.sessions.find({
      where: { userId, provider, sessionStamp, activeUntil },
      sort: [{ field: 'activeUntil', direction: 'desc' }],
      limit,
    });
  }
}

function toOAuthSession({ id, document }: StoredDocument<SessionDocument>): readonly OAuthSession[] {
  const { userId, provider, startedAt, expiresAt } = document;
  // Which provider it was is known of sessions that were started here, and so is when.
  if (provider === null || startedAt === null) return [];
  const times = { created_at: startedAt, updated_at: startedAt, expires_at: expiresAt };
  return [{ id, user_id: userId, provider, ...times }];
}
