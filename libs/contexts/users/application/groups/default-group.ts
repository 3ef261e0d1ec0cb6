import { groupsErrors, ReeveError } from '@reeve/contracts';
import type { CallContext } from '@reeve/contracts';
import { readYourWrites, systemCall } from '@reeve/event-sourcing';
import type { ProjectionProgress } from '@reeve/event-sourcing';
import type { Position } from '@reeve/event-store';
import { userStream } from '@reeve/users/domain';
import { v5 } from 'uuid';
import type { AdminSettings } from '../admin-settings.js';
import { stepOf } from '../command-call.js';
import type { UsersAggregates } from '../users-aggregates.js';
import type { ChangeMembers } from './change-members.js';
import type { GroupDocuments } from './group-documents.js';

/** Namespace of the ids of the commands by which people join: whoever takes the step, it is the same one. */
const JOININGS = '2b1e9f06-0f43-4b7e-a7a1-6a4d0f3c9b52';
const GONE = groupsErrors.notFound().code;

export interface DefaultGroupParts {
  readonly aggregates: UsersAggregates;
  readonly settings: AdminSettings;
  readonly documents: GroupDocuments;
  readonly changeMembers: ChangeMembers;
  readonly progress: ProjectionProgress;
  /** The group that was set is not there: nobody joins it. */
  readonly noteMissing: (groupId: string) => void;
}

/** People who were registered with a default group, and up to where reads have to come to show them. */
export interface Newcomers {
  readonly userIds: readonly string[];
  readonly groupId: string;
  readonly position: Position | undefined;
}

/**
 * The group that whoever is registered becomes a member of (`DEFAULT_GROUP_ID`). Which one it was stands in their registration, and
 * until they are in it they are among the unfinished processes: what goes wrong here keeps nobody out.
 */
export class DefaultGroup {
  constructor(private readonly parts: DefaultGroupParts) {}

  /** The group for whoever is registered now; null: none is set, or it is not there. */
  async current(): Promise<string | null> {
    const { settings, documents, noteMissing } = this.parts;
    const { admin } = await settings.current();
    const groupId = admin.DEFAULT_GROUP_ID.trim();
    if (groupId === '') return null;
    if ((await documents.byId(groupId)) !== undefined) return groupId;
    noteMissing(groupId);
    return null;
  }

  /** Adds newcomers to their group. Throws nothing: what does not succeed now is tried again later. */
  async welcome({ userIds, groupId, position }: Newcomers, call: CallContext): Promise<void> {
    try {
      if (!(await readYourWrites(this.parts.progress, position, call))) return;
      await this.join(userIds, groupId, call);
    } catch {
      // The processes that are unfinished come to it.
    }
  }

  /** @throws ReeveError what {@link ChangeMembers.add} throws: it is taken up again. */
  async settle(userId: string, groupId: string, requestId: string): Promise<void> {
    await this.join([userId], groupId, systemCall(requestId, v5(userId, JOININGS)));
  }

  private async join(userIds: readonly string[], groupId: string, call: CallContext): Promise<void> {
    const { aggregates, changeMembers, noteMissing } = this.parts;
    const commandId = v5(JSON.stringify([groupId, ...userIds]), JOININGS);
    const { requestId, deadline } = call;
    const joining = { ...systemCall(requestId, commandId), deadline };
    try {
      await changeMembers.add({ groupId, userIds }, joining);
    } catch (error) {
      if (!(error instanceof ReeveError) || error.code !== GONE) throw error;
      noteMissing(groupId);
      for (const userId of userIds) {
        await aggregates.users.execute(
          userStream(userId),
          { kind: 'miss-default-group', userId, groupId },
          stepOf(joining, `miss ${userId}`),
        );
      }
    }
  }
}
