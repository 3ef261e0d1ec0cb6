import type { GroupsEvent, UsersEvent } from '@reeve/contracts';
import { put } from '@reeve/event-sourcing';
import type { ProjectedOperation, ReadDocument } from '@reeve/event-sourcing';
import type { RecordedEvent } from '@reeve/event-store';
import { GROUPS_OF_USERS, membershipId, MEMBERSHIPS } from './groups.collections.js';
import type { GroupsOfUserDocument, ListedMember, MembershipDocument } from './groups.collections.js';
import { departuresId, isLive, joiningId, USERS, USERS_PROCESSES } from './users.collections.js';
import type { DeparturesDocument, ProcessDocument, UserDocument } from './users.collections.js';

const IN_NO_GROUP: GroupsOfUserDocument = { groupIds: [], deletedAt: null, defaultGroupId: null };

/**
 * Who is in which group, from either side, and who has to leave one: people are added by what reads show, so that somebody may be whose
 * deletion comes first in the log. What an event says of a person and a group replaces what was said before, so that events may
 * be run over again from anywhere.
 */
export async function projectMemberships(
  recorded: RecordedEvent,
  event: UsersEvent | GroupsEvent,
  read: ReadDocument,
): Promise<readonly ProjectedOperation[]> {
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the others say nothing of it
  switch (event.type) {
    case 'users.group.members-added.v1': {
      const { groupId, userIds } = event.data;
      const members = await groupsOf(userIds, read);
      const gone = members.filter(
        ({ groups: { deletedAt } }) => deletedAt !== null && deletedAt < recorded.position,
      );
      return [
        ...(await Promise.all(
          userIds.map(async (userId) =>
            member(recorded, groupId, userId, await read<UserDocument>(USERS, userId)),
          ),
        )),
        ...members.map(({ userId, groups }) =>
          put(recorded, GROUPS_OF_USERS, userId, {
            ...groups,
            groupIds: [...without(groups.groupIds, [groupId]), groupId],
          }),
        ),
        ...members
          .filter(({ groups }) => groups.defaultGroupId === groupId)
          .map(({ userId }) => joining(recorded, userId, groupId, false)),
        ...(gone.length === 0
          ? []
          : [
              await departures(
                recorded,
                groupId,
                (userIds) => [...userIds, ...gone.map(({ userId }) => userId)],
                read,
              ),
            ]),
      ];
    }
    case 'users.group.members-removed.v1': {
      const { groupId, userIds } = event.data;
      const members = await groupsOf(userIds, read);
      return [
        ...userIds.map((userId) =>
          put(recorded, MEMBERSHIPS, membershipId(groupId, userId), {
            groupId,
            userId,
            active: false,
          } satisfies MembershipDocument),
        ),
        ...members.map(({ userId, groups }) =>
          put(recorded, GROUPS_OF_USERS, userId, {
            ...groups,
            groupIds: without(groups.groupIds, [groupId]),
          }),
        ),
        ...(await ifOpen(recorded, groupId, (waiting) => without(waiting, userIds), read)),
      ];
    }
    case 'users.group.deleted.v1':
      return await ifOpen(recorded, event.data.groupId, () => [], read);
    case 'users.user.registered.v1': {
      const { userId, defaultGroupId } = event.data;
      if (defaultGroupId === undefined) return [];
      return [
        put(recorded, GROUPS_OF_USERS, userId, { ...IN_NO_GROUP, defaultGroupId }),
        joining(recorded, userId, defaultGroupId, true),
      ];
    }
    case 'users.user.default-group-missed.v1': {
      const { userId, groupId } = event.data;
      return [joining(recorded, userId, groupId, false)];
    }
    case 'users.user.deleted.v1': {
      const { userId } = event.data;
      const groups = (await read<GroupsOfUserDocument>(GROUPS_OF_USERS, userId)) ?? IN_NO_GROUP;
      const { defaultGroupId } = groups;
      return [
        put(recorded, GROUPS_OF_USERS, userId, { ...groups, deletedAt: recorded.position }),
        ...(defaultGroupId === null ? [] : [joining(recorded, userId, defaultGroupId, false)]),
      ];
    }
    default:
      return [];
  }
}

/** What an event has made of people, for their memberships: `operations` are those on their own documents. */
export async function followPeople(
  recorded: RecordedEvent,
  operations: readonly ProjectedOperation[],
  read: ReadDocument,
): Promise<readonly ProjectedOperation[]> {
  const people = operations.filter(({ collection }) => collection === USERS.name);
  const followed = people.map(async ({ id, document }) => {
    const groups = await read<GroupsOfUserDocument>(GROUPS_OF_USERS, id);
    const { groupIds } = groups ?? IN_NO_GROUP;
    return groupIds.map((groupId) => member(recorded, groupId, id, document as UserDocument));
  });
  return (await Promise.all(followed)).flat();
}

function member(
  recorded: RecordedEvent,
  groupId: string,
  userId: string,
  user: UserDocument | undefined,
): ProjectedOperation {
  const membership: MembershipDocument = { groupId, userId, active: true };
  return put(recorded, MEMBERSHIPS, membershipId(groupId, userId), { ...membership, ...listed(user) });
}

function listed(user: UserDocument | undefined): Partial<ListedMember> {
  if (!isLive(user)) return {};
  const { name, email, role, standing, createdAt, updatedAt } = user;
  return { name, email, role, standing, createdAt, updatedAt };
}

async function groupsOf(userIds: readonly string[], read: ReadDocument) {
  return await Promise.all(
    userIds.map(async (userId) => ({
      userId,
      groups: (await read<GroupsOfUserDocument>(GROUPS_OF_USERS, userId)) ?? IN_NO_GROUP,
    })),
  );
}

/** Whether somebody is still to be added to the default group. */
function joining(
  recorded: RecordedEvent,
  userId: string,
  groupId: string,
  open: boolean,
): ProjectedOperation {
  const document: ProcessDocument = { kind: 'joining', userId, groupId, open };
  return put(recorded, USERS_PROCESSES, joiningId(userId), document);
}

type Waiting = (userIds: readonly string[]) => readonly string[];

async function departures(
  recorded: RecordedEvent,
  groupId: string,
  change: Waiting,
  read: ReadDocument,
): Promise<ProjectedOperation> {
  const before = await read<DeparturesDocument>(USERS_PROCESSES, departuresId(groupId));
  const userIds = [...new Set(change(before?.userIds ?? []))];
  const document: DeparturesDocument = { kind: 'departures', groupId, userIds, open: userIds.length > 0 };
  return put(recorded, USERS_PROCESSES, departuresId(groupId), document);
}

async function ifOpen(
  recorded: RecordedEvent,
  groupId: string,
  change: Waiting,
  read: ReadDocument,
): Promise<readonly ProjectedOperation[]> {
  const before = await read<DeparturesDocument>(USERS_PROCESSES, departuresId(groupId));
  return before === undefined ? [] : [await departures(recorded, groupId, change, read)];
}

function without(ids: readonly string[], left: readonly string[]): readonly string[] {
  const leaving = new Set(left);
  return ids.filter((id) => !leaving.has(id));
}
