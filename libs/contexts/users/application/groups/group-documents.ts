import { groupsErrors } from '@reeve/contracts';
import type { Group, MembershipType } from '@reeve/contracts';
import type { Collection, DocumentStore } from '@reeve/document-store';
import { KeptDocuments } from '@reeve/event-sourcing';
import {
  departuresId,
  GROUP_NAMES,
  GROUPS,
  GROUPS_OF_USERS,
  MEMBERSHIPS,
  USERS_PROCESSES,
  USERS_PROJECTION,
} from '@reeve/users/projections';
import type {
  DeparturesDocument,
  GroupDocument,
  GroupNameDocument,
  GroupsOfUserDocument,
  MembershipDocument,
} from '@reeve/users/projections';
import { KeptGroupTree } from './group-tree.js';
import type { GroupTree } from './group-tree.js';

/** A group that somebody is in, or that is above one they are in. */
export interface GroupOfSomebody {
  readonly group: GroupDocument;
  readonly membership: MembershipType;
}

/** Groups, their tree and their members as the read models have them. Deleted groups are as if they were not there. */
export class GroupDocuments {
  readonly groups: Collection<GroupDocument>;
  readonly memberships: Collection<MembershipDocument>;
  private readonly ofUsers: Collection<GroupsOfUserDocument>;
  private readonly departures: Collection<DeparturesDocument>;
  private readonly keptTree: KeptGroupTree;
  private readonly keptNames: KeptDocuments<GroupNameDocument>;

  constructor(documentStore: DocumentStore) {
    this.groups = documentStore.collection<GroupDocument>(GROUPS);
    this.memberships = documentStore.collection<MembershipDocument>(MEMBERSHIPS);
    this.ofUsers = documentStore.collection<GroupsOfUserDocument>(GROUPS_OF_USERS);
    this.departures = documentStore.collection<DeparturesDocument>(USERS_PROCESSES);
    this.keptTree = new KeptGroupTree(documentStore);
    this.keptNames = new KeptDocuments<GroupNameDocument>(documentStore, GROUP_NAMES, USERS_PROJECTION);
  }

  async tree(): Promise<GroupTree> {
    return await this.keptTree.current();
  }

  /** What groups are called, deleted ones too, by their ids. To be used before anything else is awaited. */
  async names(): Promise<ReadonlyMap<string, GroupNameDocument>> {
    await this.keptNames.follow();
    return this.keptNames.all;
  }

  async byId(groupId: string): Promise<GroupDocument | undefined> {
    const group = await this.groups.get(groupId);
    return group === undefined || group.deleted ? undefined : group;
  }

  /** @throws ReeveError `GROUPS-NOT-FOUND` 404. */
  async existing(groupId: string): Promise<GroupDocument> {
    const group = await this.byId(groupId);
    if (group === undefined) throw groupsErrors.notFound();
    return group;
  }

  /** Those of these that are there. */
  async many(groupIds: readonly string[]): Promise<readonly GroupDocument[]> {
    const found = await this.groups.getMany(groupIds);
    return found.map(({ document }) => document).filter(({ deleted }) => !deleted);
  }

  /** Ids of the groups that somebody is in by themselves; deleted ones may be among them. */
  async directGroupIds(userId: string): Promise<readonly string[]> {
    return (await this.ofUsers.get(userId))?.groupIds ?? [];
  }

  /** The same for several people, by their ids. */
  async directGroupIdsOf(userIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const found = await this.ofUsers.getMany(userIds);
    return new Map(found.map(({ id, document }) => [id, document.groupIds]));
  }

  /** Members of a group who have to leave it, because they were deleted before they were added. */
  async departing(groupId: string): Promise<readonly string[]> {
    return (await this.departures.get(departuresId(groupId)))?.userIds ?? [];
  }

  /** The groups that somebody is in, and all above these. */
  async ofUser(userId: string): Promise<readonly GroupOfSomebody[]> {
    const direct = new Set(await this.directGroupIds(userId));
    if (direct.size === 0) return [];
    const inherited = new Set<string>();
    // A deleted group hands nothing on: its memberships are over.
    const existing = await this.many([...direct]);
    const tree = await this.tree();
    for (const { groupId } of existing) {
      for (const ancestor of tree.ancestorsOf(groupId)) if (!direct.has(ancestor)) inherited.add(ancestor);
    }
    const above = await this.many([...inherited]);
    return [
      ...existing.map((group) => ({ group, membership: 'direct' as const })),
      ...above.map((group) => ({ group, membership: 'inherited' as const })),
    ];
  }

  /** A group as it is answered. */
  async answer(group: GroupDocument): Promise<Group> {
    return toGroup(group, (await this.tree()).parentOf(group.groupId));
  }
}

/** @param parentId its place in the tree. */
export function toGroup(group: GroupDocument, parentId: string | null): Group {
  return {
    id: group.groupId,
    user_id: group.createdBy ?? '',
    parent_group_id: parentId,
    name: group.name,
    description: group.description,
    data: group.data,
    meta: null,
    permissions: group.permissions,
    created_at: group.createdAt,
    updated_at: group.updatedAt,
    member_count: group.memberCount,
  };
}
