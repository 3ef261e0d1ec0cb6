import { USER_PURPOSES } from '@reeve/contracts';
import type { Role, SessionUser } from '@reeve/contracts';
import type { Collection, DocumentStore } from '@reeve/document-store';
import type { Sealing } from '@reeve/sealing';
import { normaliseEmail } from '@reeve/users/domain';
import { SESSIONS, USERS } from '@reeve/users/projections';
import type { SessionDocument, UserDocument } from '@reeve/users/projections';

export interface FoundUser {
  readonly id: string;
  readonly role: Role;
  readonly document: UserDocument;
}

/** Users and sessions as the read models have them. */
export class UserDirectory {
  private readonly users: Collection<UserDocument>;
  private readonly sessions: Collection<SessionDocument>;

  constructor(
    documentStore: DocumentStore,
    private readonly sealing: Sealing,
  ) {
    this.users = documentStore.collection<UserDocument>(USERS);
    this.sessions = documentStore.collection<SessionDocument>(SESSIONS);
  }

  /** What an e-mail is found by. Any text has one, an address or not. */
  emailFingerprint(email: string): string {
    return this.sealing.fingerprint(USER_PURPOSES.email, normaliseEmail(email));
  }

  async byEmailFingerprint(emailFingerprint: string): Promise<FoundUser | undefined> {
    const [found] = await this.users.find({ where: { emailFingerprint }, limit: 1 });
    return found === undefined
      ? undefined
      : { id: found.id, role: found.document.role, document: found.document };
  }

  async byId(id: string): Promise<FoundUser | undefined> {
    const document = await this.users.get(id);
    return document === undefined ? undefined : { id, role: document.role, document };
  }

  async hasUsers(): Promise<boolean> {
    return (await this.users.find({ limit: 1 })).length > 0;
  }

  async session(sessionId: string): Promise<SessionDocument | undefined> {
    return await this.sessions.get(sessionId);
  }

  /** Undefined for somebody whose data was erased. */
  async passwordHash({ document }: FoundUser): Promise<string | undefined> {
    return await this.sealing.unseal(USER_PURPOSES.passwordHash, document.passwordHash);
  }

  /** Undefined for somebody whose data was erased. */
  async sessionUser({ id, role, document }: FoundUser): Promise<SessionUser | undefined> {
    const [name, email, profileImageUrl] = await Promise.all([
      this.sealing.unseal(USER_PURPOSES.name, document.name),
      this.sealing.unseal(USER_PURPOSES.email, document.email),
      this.sealing.unseal(USER_PURPOSES.profileImageUrl, document.profileImageUrl),
    ]);
    if (name === undefined || email === undefined || profileImageUrl === undefined) return undefined;
    return { id, email, name, role, profile_image_url: profileImageUrl };
  }
}
