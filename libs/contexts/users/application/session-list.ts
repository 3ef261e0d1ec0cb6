import { EVENT_ORIGIN_PURPOSE, stampIn } from '@reeve/contracts';
import type { CallContext, EventOrigin, PageOf, SessionPage, SessionSummary } from '@reeve/contracts';
import type { Collection, DocumentStore, StoredDocument } from '@reeve/document-store';
import type { Sealing } from '@reeve/sealing';
import { SESSIONS } from '@reeve/users/projections';
import type { SessionDocument } from '@reeve/users/projections';
import type { SignInPolicies } from './factor/sign-in-policies.js';
import { callingUser, registeredUser } from './registered-user.js';
import type { FoundUser, UserDirectory } from './user-directory.js';

const NOWHERE: EventOrigin = { ip: null, userAgent: null };

/** The sessions of a person that go on: those under their stamp that have neither ended nor expired. */
export class SessionList {
  private readonly sessions: Collection<SessionDocument>;

  constructor(
    documentStore: DocumentStore,
    private readonly directory: UserDirectory,
    private readonly sealing: Sealing,
    private readonly policies: SignInPolicies,
  ) {
    this.sessions = documentStore.collection<SessionDocument>(SESSIONS);
  }

  /** @throws ReeveError `USERS-SESSION-ENDED` 401 when the caller has no account any more. */
  async own(page: PageOf, call: CallContext): Promise<SessionPage> {
    return await this.page(await callingUser(this.directory, call), page, call);
  }

  /** @throws ReeveError `USERS-NOT-FOUND` 404. */
  async of(userId: string, page: PageOf, call: CallContext): Promise<SessionPage> {
    return await this.page(await registeredUser(this.directory, userId), page, call);
  }

  private async page(
    { id: userId, document }: FoundUser,
    { page, pageSize }: PageOf,
    call: CallContext,
  ): Promise<SessionPage> {
    const { epoch } = await this.policies.current();
    const sessionStamp = stampIn(epoch, document.sessionStamp);
    const where = { userId, sessionStamp, activeUntil: { gt: Math.floor(Date.now() / 1000) } };
    const [found, total] = await Promise.all([
      this.sessions.find({
        where,
        sort: [{ field: 'activeUntil', direction: 'desc' }],
        limit: pageSize,
        offset: (page - 1) * pageSize,
      }),
      this.sessions.count({ where }),
    ]);
    return { items: await Promise.all(found.map((each) => this.summary(each, call))), total };
  }

  private async summary(
    { id, document: { startedAt, expiresAt, origin } }: StoredDocument<SessionDocument>,
    { principal }: CallContext,
  ): Promise<SessionSummary> {
    const { ip, userAgent } = await this.open(origin);
    return {
      id,
      started_at: startedAt,
      expires_at: expiresAt,
      ip,
      user_agent: userAgent,
      current: id === principal.sessionId,
    };
  }

  private async open(origin: string | null): Promise<EventOrigin> {
    if (origin === null) return NOWHERE;
    const opened = await this.sealing.unseal(EVENT_ORIGIN_PURPOSE, origin);
    return opened === undefined ? NOWHERE : (JSON.parse(opened) as EventOrigin);
  }
}
