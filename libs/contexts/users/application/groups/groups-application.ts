import type { PermissionValues } from '@reeve/contracts';
import type { DocumentStore } from '@reeve/document-store';
import type { EventStamp, ProjectionProgress } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';
import type { Sealing } from '@reeve/sealing';
import type { GroupShare } from '@reeve/users/domain';
import { DefaultPermissions } from '../permissions/default-permissions.js';
import { UserPermissions } from '../permissions/user-permissions.js';
import { UserActivity } from '../user-activity.js';
import { ChangeMembers } from './change-members.js';
import { CreateGroup } from './create-group.js';
import { DeleteGroup } from './delete-group.js';
import { GroupAnswers } from './group-answers.js';
import { GroupDocuments } from './group-documents.js';
import { GroupMembers } from './group-members.js';
import { GroupNames } from './group-names.js';
import { GroupPeople } from './group-people.js';
import { GroupQueries } from './group-queries.js';
import { GroupsOfPeople } from './groups-of-people.js';
import { createGroupsAggregates } from './groups-aggregates.js';
import { UpdateGroup } from './update-group.js';
import { UserPreviews } from './user-previews.js';

export interface GroupsPolicy {
  readonly allowDuplicateNames: boolean;
  readonly defaultShare: GroupShare;
  /** Every leaf. */
  readonly permissionDefaults: PermissionValues;
}

/** Injection token of the {@link GroupsApplication}. */
export const GROUPS_APPLICATION = Symbol('GroupsApplication');

export interface GroupsParts {
  readonly eventStore: EventStore;
  readonly documentStore: DocumentStore;
  readonly sealing: Sealing;
  readonly stamp: EventStamp;
  /** Of the users projection. */
  readonly progress: ProjectionProgress;
}

export type GroupsApplication = ReturnType<typeof createGroupsApplication>;

/** Groups and permissions: commands and queries, put together. */
export function createGroupsApplication(parts: GroupsParts, policy: GroupsPolicy) {
  const { eventStore, documentStore, sealing, stamp, progress } = parts;
  const aggregates = createGroupsAggregates(eventStore, stamp);
  const documents = new GroupDocuments(documentStore);
  const people = new GroupPeople(
    documentStore,
    new UserActivity(documentStore),
    new GroupsOfPeople(documents),
  );
  const names = new GroupNames(eventStore, aggregates, documents, sealing, policy.allowDuplicateNames);
  const answers = new GroupAnswers(documents, progress);
  const defaultPermissions = new DefaultPermissions(
    documentStore,
    aggregates,
    progress,
    policy.permissionDefaults,
  );
  const queries = new GroupQueries(documents, defaultPermissions);
  const userPermissions = new UserPermissions(defaultPermissions, documents, people);
  return {
    createGroup: new CreateGroup(aggregates, names, answers, policy.defaultShare),
    updateGroup: new UpdateGroup(aggregates, documents, names, answers),
    deleteGroup: new DeleteGroup(aggregates, documents, names, answers),
    changeMembers: new ChangeMembers(aggregates, documents, people, answers),
    queries,
    userPreviews: new UserPreviews(people, queries, userPermissions),
    members: new GroupMembers(documents, people),
    documents,
    defaultPermissions,
    userPermissions,
  };
}
