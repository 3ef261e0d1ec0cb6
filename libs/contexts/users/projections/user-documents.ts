import { firstSessionStamp, KEPT_PARTS, USER_PURPOSES } from '@reeve/contracts';
import type { IdentityLinked, KeptPart, KeptPartChanged, UsersEvent } from '@reeve/contracts';
import { put } from '@reeve/event-sourcing';
import type { ProjectedOperation, ReadDocument } from '@reeve/event-sourcing';
import type { RecordedEvent } from '@reeve/event-store';
import type { Sealing } from '@reeve/sealing';
import { isLive, LINKED_IDENTITIES, USERS, USERS_ACTIVITY } from './users.collections.js';
import type {
  DeletedUserDocument,
  LinkedIdentitiesDocument,
  LiveUserDocument,
  UserDocument,
} from './users.collections.js';

/** What the documents have in clear of what is sealed in the events: what lists show and search (ADR 12). */
const KEPT_IN_CLEAR: ReadonlySet<KeptPart> = new Set(['timezone', 'status']);

/**
 * Users as documents. It unseals what is asked for by its value, so a document follows from its events and the person's data
 * key: without the key (the person was erased, and is deleted by a later event) it is the empty text.
 */
export class UserDocuments {
  constructor(private readonly sealing: Pick<Sealing, 'unseal'>) {}

  /** @param at epoch seconds. */
  async project(
    recorded: RecordedEvent,
    event: UsersEvent,
    at: number,
    read: ReadDocument,
  ): Promise<readonly ProjectedOperation[]> {
    const changed = async (
      userId: string,
      changes: Partial<LiveUserDocument>,
    ): Promise<readonly ProjectedOperation[]> => {
      const user = await registered(read, userId);
      return isLive(user) ? [put(recorded, USERS, userId, { ...user, ...changes, updatedAt: at })] : [];
    };
    // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the others say nothing of it
    switch (event.type) {
      case 'users.identity.linked.v1':
        return await this.linked(recorded, event.data, at, read);
      case 'users.user.registered.v1':
        return await this.registered(recorded, event.data, at, read);
      case 'users.user.role-changed.v1':
        return await changed(event.data.userId, { role: event.data.role.new });
      case 'users.primary-administrator.claimed.v1':
        return await changed(event.data.userId, { primaryAdministrator: true });
      case 'users.primary-administrator.transferred.v1': {
        const { userId } = event.data;
        return [
          ...(await changed(userId.old, { primaryAdministrator: false })),
          ...(await changed(userId.new, { primaryAdministrator: true })),
        ];
      }
      case 'users.user.renamed.v1': {
        const { userId, name } = event.data;
        return await changed(userId, { name: await this.clear(USER_PURPOSES.name, name.new) });
      }
      case 'users.user.email-changed.v1': {
        const { userId, email, emailFingerprint } = event.data;
        return await changed(userId, {
          email: await this.clear(USER_PURPOSES.email, email.new),
          emailFingerprint: emailFingerprint.new,
        });
      }
      case 'users.user.profile-image-changed.v1': {
        const { userId, profileImageUrl } = event.data;
        return await changed(userId, await this.image(profileImageUrl, recorded.revision));
      }
      case 'users.user.profile-changed.v1': {
        const { userId, profile } = event.data;
        const { bio, gender, dateOfBirth } = profile;
        return await changed(userId, {
          ...(bio && { bio: await this.clearOrNull(USER_PURPOSES.bio, bio.new) }),
          ...(gender && { gender: gender.new }),
          ...(dateOfBirth && { dateOfBirth: dateOfBirth.new }),
        });
      }
      case 'users.user.timezone-changed.v1':
      case 'users.user.status-changed.v1':
      case 'users.user.settings-changed.v1':
      case 'users.user.info-changed.v1':
      case 'users.user.variables-changed.v1':
        return await changed(event.data.userId, await this.kept(event));
      case 'users.user.disabled.v1':
        return await changed(event.data.userId, { standing: 'disabled' });
      case 'users.user.enabled.v1':
        return await changed(event.data.userId, { standing: 'active' });
      case 'users.user.deleted.v1':
        return await deleted(recorded, event.data.userId, at, read);
      default:
        return [];
    }
  }

  private async registered(
    recorded: RecordedEvent,
    data: Extract<UsersEvent, { readonly type: 'users.user.registered.v1' }>['data'],
    at: number,
    read: ReadDocument,
  ): Promise<readonly ProjectedOperation[]> {
    const { userId, name, email, emailFingerprint, profileImageUrl, passwordHash, role } = data;
    const linked = await read<LinkedIdentitiesDocument>(LINKED_IDENTITIES, userId);
    const user: LiveUserDocument = {
      emailFingerprint,
      name: await this.clear(USER_PURPOSES.name, name),
      email: await this.clear(USER_PURPOSES.email, email),
      ...(await this.image(profileImageUrl, recorded.revision)),
      passwordHash,
      role,
      standing: 'active',
      primaryAdministrator: false,
      sessionStamp: firstSessionStamp(userId),
      createdAt: at,
      updatedAt: at,
      bio: null,
      timezone: null,
      status: null,
      gender: null,
      dateOfBirth: null,
      settings: null,
      info: null,
      variables: null,
      identities: linked === undefined ? null : await this.identities(linked.subjects),
    };
    const seen = { lastActiveAt: at };
    return [
      put(recorded, USERS, userId, user),
      { kind: 'insert', collection: USERS_ACTIVITY.name, id: userId, document: seen },
    ];
  }

  private async linked(
    recorded: RecordedEvent,
    { userId, provider, subject }: IdentityLinked['data'],
    at: number,
    read: ReadDocument,
  ): Promise<readonly ProjectedOperation[]> {
    const linked = await read<LinkedIdentitiesDocument>(LINKED_IDENTITIES, userId);
    const subjects = { ...linked?.subjects, [provider]: subject };
    const user = await read<UserDocument>(USERS, userId);
    if (user !== undefined && !isLive(user)) return [];
    return [
      put(recorded, LINKED_IDENTITIES, userId, { subjects } satisfies LinkedIdentitiesDocument),
      ...(user === undefined
        ? []
        : [
            put(recorded, USERS, userId, {
              ...user,
              identities: await this.identities(subjects),
              updatedAt: at,
            }),
          ]),
    ];
  }

  private async identities(subjects: Readonly<Record<string, string>>) {
    const clear = await Promise.all(
      Object.entries(subjects).map(
        async ([provider, subject]) =>
          [provider, await this.clear(USER_PURPOSES.identitySubject, subject)] as const,
      ),
    );
    return Object.fromEntries(clear);
  }

  private async image(sealed: string, revision: number) {
    const image = await this.clear(USER_PURPOSES.profileImageUrl, sealed);
    return /^data:/i.test(image)
      ? { profileImageUrl: null, profileImageRevision: revision }
      : { profileImageUrl: image, profileImageRevision: null };
  }

  private async kept({ data }: KeptPartChanged): Promise<Partial<LiveUserDocument>> {
    const changes: Readonly<Partial<Record<KeptPart, { readonly new: string | null }>>> = data;
    const kept: Partial<Record<KeptPart, string | null>> = {};
    for (const part of KEPT_PARTS) {
      const change = changes[part];
      if (change === undefined) continue;
      kept[part] = KEPT_IN_CLEAR.has(part)
        ? await this.clearOrNull(USER_PURPOSES[part], change.new)
        : change.new;
    }
    return kept;
  }

  private async clear(purpose: string, sealed: string): Promise<string> {
    return (await this.sealing.unseal(purpose, sealed)) ?? '';
  }

  private async clearOrNull(purpose: string, sealed: string | null): Promise<string | null> {
    return sealed === null ? null : await this.clear(purpose, sealed);
  }
}

/** Nothing of what lists show is left, also where the person is not erased: documents are for who is there. */
async function deleted(
  recorded: RecordedEvent,
  userId: string,
  at: number,
  read: ReadDocument,
): Promise<readonly ProjectedOperation[]> {
  const inactive = { lastActiveAt: null };
  const linked = await read<LinkedIdentitiesDocument>(LINKED_IDENTITIES, userId);
  const unlinked: LinkedIdentitiesDocument = { subjects: {} };
  return [
    put(recorded, USERS, userId, { deletedAt: at } satisfies DeletedUserDocument),
    ...(linked === undefined ? [] : [put(recorded, LINKED_IDENTITIES, userId, unlinked)]),
    {
      kind: 'put',
      collection: USERS_ACTIVITY.name,
      id: userId,
      document: inactive,
      seen: recorded.position,
    },
  ];
}

/** Nothing of a user can stand in the log before the user was registered. */
export async function registered(read: ReadDocument, userId: string): Promise<UserDocument> {
  const user = await read<UserDocument>(USERS, userId);
  if (user === undefined) throw new Error(`The user ${userId} was never registered`);
  return user;
}
