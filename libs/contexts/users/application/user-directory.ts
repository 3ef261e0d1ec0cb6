import { USER_PURPOSES } from '@reeve/contracts';
import type { Role, SessionUser } from '@reeve/contracts';
import type { Collection, DocumentStore } from '@reeve/document-store';
import type { Sealing } from '@reeve/sealing';
import { normaliseEmail } from '@reeve/users/domain';
import { isLive, SESSIONS, USERS } from '@reeve/users/projections';
import type { LiveUserDocument, SessionDocument, UserDocument } from '@reeve/users/projections';
import { shownImage } from './profile-images.js';

export interface FoundUser {
  readonly id: string;
  readonly role: Role;
  readonly document: LiveUserDocument;
}

/** Characters of an argon2id hash. */
const HASH_LENGTH = 97;

/** Users and sessions as the read models have them. */
export class UserDirectory {
  private readonly users: Collection<UserDocument>;
  private readonly sessions: Collection<SessionDocument>;
  private sealedForNobody: string | undefined;

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
    return found === undefined ? undefined : foundUser(found.id, found.document);
  }

  /** Undefined for somebody who is unknown, or was deleted. */
  async byId(id: string): Promise<FoundUser | undefined> {
    return foundUser(id, await this.users.get(id));
  }

  /** Those that are there, in this order. */
  async byIds(ids: readonly string[]): Promise<readonly FoundUser[]> {
    const found = await this.users.getMany(ids);
    return found.map(({ id, document }) => foundUser(id, document)).filter((user) => user !== undefined);
  }

  async hasUsers(): Promise<boolean> {
    return (await this.users.find({ limit: 1 })).length > 0;
  }

  async session(sessionId: string): Promise<SessionDocument | undefined> {
    return await this.sessions.get(sessionId);
  }

  /** Undefined for somebody whose data was erased, and for nobody, after the same work. */
  async passwordHash(user: FoundUser | undefined): Promise<string | undefined> {
    const sealed = user?.document.passwordHash ?? (await this.nobodysHash());
    const opened = await this.sealing.unseal(USER_PURPOSES.passwordHash, sealed);
    return user && opened;
  }

  /** As long as a real one. */
  private async nobodysHash(): Promise<string> {
    return (this.sealedForNobody ??= await this.sealing.seal(
      'anonymous',
      USER_PURPOSES.passwordHash,
      ' '.repeat(HASH_LENGTH),
    ));
  }

  sessionUser({ id, role, document }: FoundUser): SessionUser {
    const { email, name } = document;
    return { id, email, name, role, profile_image_url: shownImage(id, document) };
  }

  /** Ids of a person's sessions that go on, some at a time. */
  async openSessions(userId: string, limit: number): Promise<readonly string[]> {
    const found = await this.sessions.find({ where: { userId, endedAt: null }, limit });
    return found.map(({ id }) => id);
  }
}

function foundUser(id: string, document: UserDocument | undefined): FoundUser | undefined {
  return isLive(document) ? { id, role: document.role, document } : undefined;
}
