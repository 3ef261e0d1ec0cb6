import { USER_STREAMS } from '@reeve/contracts';
import type { UsersEvent } from '@reeve/contracts';
import { occurredAt } from '@reeve/event-sourcing';
import type { Projection } from '@reeve/event-sourcing';
import type { Sealing } from '@reeve/sealing';
import { API_KEY_USES, API_KEYS } from './api-keys.collections.js';
import { projectCredentialEvent } from './credentials.projection.js';
import { FACTORS, SIGN_IN_POLICY } from './factors.collections.js';
import { projectFactors } from './factors.projection.js';
import { GROUPS_COLLECTIONS } from './groups.collections.js';
import { GROUPS_STREAM_PREFIXES, projectGroups } from './groups.projection.js';
import { followPeople, projectMemberships } from './memberships.projection.js';
import { openProcesses } from './open-processes.js';
import { projectSessions } from './session-documents.js';
import { tallied } from './tally.js';
import { UserDocuments } from './user-documents.js';
import {
  LINKED_IDENTITIES,
  SESSIONS,
  USERS,
  USERS_ACTIVITY,
  USERS_PROCESSES,
  USERS_TALLY,
} from './users.collections.js';

const PROJECTED = [
  USERS,
  LINKED_IDENTITIES,
  USERS_TALLY,
  USERS_PROCESSES,
  SESSIONS,
  API_KEYS,
  FACTORS,
  SIGN_IN_POLICY,
  ...GROUPS_COLLECTIONS,
];

/** What a document store of the users context is opened with. */
export const usersCollections = [...PROJECTED, USERS_ACTIVITY, API_KEY_USES];

/** By which its checkpoint is known. The version is another one whenever its documents are made differently. */
export const USERS_PROJECTION = { name: 'users', version: 8 } as const;

/** Users, sessions, API keys and groups as they are asked for: by id, by e-mail, by token, by key, in lists, by member. Unseals what lists show (ADR 12). */
export function createUsersProjection(sealing: Pick<Sealing, 'unseal'>): Projection {
  const userDocuments = new UserDocuments(sealing);
  return {
    ...USERS_PROJECTION,
    collections: PROJECTED,
    filter: {
      streamPrefixes: [
        USER_STREAMS.user,
        USER_STREAMS.identity,
        USER_STREAMS.session,
        USER_STREAMS.primaryAdministrator,
        USER_STREAMS.credential,
        USER_STREAMS.apiKeys,
        USER_STREAMS.factor,
        USER_STREAMS.signInPolicy,
        // Leave nothing: whoever is given one waits for what came before it.
        USER_STREAMS.challenge,
        ...GROUPS_STREAM_PREFIXES,
      ],
    },

    async project(recorded, read) {
      const event = recorded as unknown as UsersEvent;
      const at = occurredAt(recorded);
      const people = await userDocuments.project(recorded, event, at, read);
      return [
        ...people,
        ...(await followPeople(recorded, people, read)),
        ...(await tallied(recorded, event, read)),
        ...(await openProcesses(recorded, event, read)),
        ...(await projectSessions(recorded, event, at, read)),
        ...(await projectCredentialEvent(recorded, event, read)),
        ...(await projectFactors(recorded, event, read)),
        ...(await projectGroups(recorded, read)),
        ...(await projectMemberships(recorded, event, read)),
      ];
    },
  };
}
