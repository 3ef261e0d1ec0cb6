import type { AccountStanding, JsonObject, Role } from '@reeve/contracts';
import type { CollectionDefinition } from '@reeve/document-store';

/** What a list of users is ordered by in this collection: the time of last activity is kept apart. */
export const ORDERED_BY = ['name', 'email', 'createdAt', 'updatedAt', 'role'] as const;

/**
 * Everybody, by id. What lists show and search is in clear, everything else sealed as in the events: see ADR 12. Every order
 * goes with each filter by an index of its own; whoever is deleted has none of these fields, and so is in no range of them.
 */
export const USERS: CollectionDefinition = {
  name: 'users_users',
  fields: {
    emailFingerprint: 'text',
    name: 'text',
    email: 'text',
    role: 'text',
    standing: 'text',
    createdAt: 'number',
    updatedAt: 'number',
  },
  indexes: [
    ['emailFingerprint'],
    ...orderedWithin(),
    ...orderedWithin('role').filter(({ length }) => length > 1),
    ...orderedWithin('standing'),
    ...orderedWithin('role', 'standing'),
  ],
  searchable: ['name', 'email'],
};

/** One index for each order within the filters. Within one role everybody has the same, so that the order by it is that by id. */
export function orderedWithin(...filters: readonly string[]): readonly (readonly string[])[] {
  return ORDERED_BY.map((order) => [...new Set<string>([...filters, order])]);
}

/** Times in epoch seconds. Sealed: whatever the comment says is. */
export interface LiveUserDocument extends JsonObject {
  readonly emailFingerprint: string;
  readonly name: string;
  readonly email: string;
  /** An address, or a built-in image; null when the image itself is kept. */
  readonly profileImageUrl: string | null;
  /** The event of the user's stream that has the image itself, sealed; null when there is none. Kept there and nowhere else. */
  readonly profileImageRevision: number | null;
  /** Sealed. */
  readonly passwordHash: string;
  readonly role: Role;
  readonly standing: AccountStanding;
  readonly primaryAdministrator: boolean;
  /** Sessions under another one are over. */
  readonly sessionStamp: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly bio: string | null;
  readonly timezone: string | null;
  /** JSON of what is shown beside the name. */
  readonly status: string | null;
  /** Sealed. */
  readonly gender: string | null;
  /** Sealed. */
  readonly dateOfBirth: string | null;
  /** Sealed JSON. */
  readonly settings: string | null;
  /** Sealed JSON. */
  readonly info: string | null;
  /** Sealed JSON. */
  readonly variables: string | null;
  /** Who they are at the identity providers that they sign in with, by the names of these; null: at none. */
  readonly identities: Readonly<Record<string, string>> | null;
}

/**
 * Sealed as in the events, who people are at identity providers, by user id: whoever signs in for the first time is linked before they are
 * registered.
 */
export const LINKED_IDENTITIES: CollectionDefinition = {
  name: 'users_linked_identities',
  fields: {},
  indexes: [],
  clustered: true,
};

export interface LinkedIdentitiesDocument extends JsonObject {
  /** By provider. */
  readonly subjects: Readonly<Record<string, string>>;
}

/** What stays of somebody who was deleted: that. Epoch seconds. */
export interface DeletedUserDocument extends JsonObject {
  readonly deletedAt: number;
}

export type UserDocument = LiveUserDocument | DeletedUserDocument;

export function isLive(user: UserDocument | undefined): user is LiveUserDocument {
  return user !== undefined && !('deletedAt' in user);
}

/**
 * When people were last seen at work, by user id. The projection enters everybody; after that it is written as it happens and
 * not by events, of which there would be as many as minutes in which anybody works. So it is no collection of the projection:
 * what it knows outlives a rebuild, and after a loss begins with when people were registered.
 */
export const USERS_ACTIVITY: CollectionDefinition = {
  name: 'users_activity',
  fields: { lastActiveAt: 'number' },
  indexes: [['lastActiveAt']],
  clustered: true,
};

/** Epoch seconds; null for somebody who was deleted. */
export interface ActivityDocument extends JsonObject {
  readonly lastActiveAt: number | null;
}

/** How many users there are of each kind, in one document. */
export const USERS_TALLY: CollectionDefinition = { name: 'users_tally', fields: {}, indexes: [] };

/**
 * What has begun and must be brought to its end: transfers of the primary administrator's place, deletions of people and of
 * groups, the joining of the default group, and departures from a group, of people who were added to it when they had been deleted.
 * A deletion that erased somebody is looked for again, at every start.
 */
export const USERS_PROCESSES: CollectionDefinition = {
  name: 'users_processes',
  fields: { open: 'boolean', erased: 'boolean' },
  indexes: [['open'], ['erased']],
};

export type ProcessDocument = JsonObject & { readonly open: boolean } & (
    | {
        readonly kind: 'deletion';
        readonly userId: string;
        /** The person's key was destroyed at the end of it. */
        readonly erased: boolean;
      }
    | { readonly kind: 'group-deletion'; readonly groupId: string }
    | { readonly kind: 'joining'; readonly userId: string; readonly groupId: string }
    | DeparturesDocument
    | {
        readonly kind: 'transfer';
        readonly userId: string;
        readonly by: string | null;
        /** What protected `by` until then. */
        readonly byProtection: number | null;
        /** What protects the designated one. */
        readonly protection: number;
      }
  );

export interface DeparturesDocument extends JsonObject {
  readonly kind: 'departures';
  readonly groupId: string;
  readonly userIds: readonly string[];
  readonly open: boolean;
}

export const joiningId = (userId: string): string => `joining-${userId}`;
export const departuresId = (groupId: string): string => `departures-${groupId}`;

/** Sessions that were started or ended here, by their tokens' `jti`; those of a person that go on, by the person, and by the identity provider. */
export const SESSIONS: CollectionDefinition = {
  name: 'users_sessions',
  fields: {
    userId: 'text',
    provider: 'text',
    sessionStamp: 'text',
    endedAt: 'number',
    activeUntil: 'number',
  },
  indexes: [
    ['userId', 'endedAt'],
    ['userId', 'sessionStamp', 'activeUntil'],
    ['userId', 'provider', 'sessionStamp', 'activeUntil'],
  ],
};

/** Times in epoch seconds. `startedAt` null: started by another server; `expiresAt` null: never, or not known. */
export interface SessionDocument extends JsonObject {
  readonly userId: string;
  /** The identity provider that it was started with; null: none, or not known. */
  readonly provider: string | null;
  /** The session is over when its person's is another one. */
  readonly sessionStamp: string;
  readonly startedAt: number | null;
  readonly expiresAt: number | null;
  readonly endedAt: number | null;
  /** When it expires; 0: it has ended. */
  readonly activeUntil: number;
  /** Where it was started from: `EventActor.origin`, sealed. */
  readonly origin: string | null;
}
