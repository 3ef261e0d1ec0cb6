import type { CallContext, Group, Visibility } from '@reeve/contracts';
import { readYourWrites } from '@reeve/event-sourcing';
import type { ProjectionProgress } from '@reeve/event-sourcing';
import type { Position } from '@reeve/event-store';
import type { GroupState } from '@reeve/users/domain';
import { toGroup } from './group-documents.js';
import type { GroupDocuments } from './group-documents.js';

/** Where a command has brought a group. */
export interface ChangedGroup {
  readonly groupId: string;
  readonly state: GroupState;
  /** Of the command's events. */
  readonly positions: readonly (Position | undefined)[];
}

/** Answers commands with the group as it is after them. */
export class GroupAnswers {
  constructor(
    private readonly documents: GroupDocuments,
    private readonly progress: ProjectionProgress,
  ) {}

  async visible(positions: ChangedGroup['positions'], call: CallContext): Promise<boolean> {
    const last = positions
      .filter((position) => position !== undefined)
      .toSorted()
      .at(-1);
    return await readYourWrites(this.progress, last, call);
  }

  /**
   * The group as reads show it; where they do not show the command in time, what the command has decided stands in for it.
   *
   * @param parentId decided by the command; undefined: not changed by it.
   */
  async changed(
    { groupId, state, positions }: ChangedGroup,
    parentId: string | null | undefined,
    call: CallContext,
  ): Promise<{ readonly group: Group } & Visibility> {
    const visible = await this.visible(positions, call);
    const [document, tree] = await Promise.all([this.documents.groups.get(groupId), this.documents.tree()]);
    const now = Math.floor(Date.now() / 1000);
    const shown = document ?? {
      groupId,
      createdBy: call.principal.id,
      createdAt: now,
      updatedAt: now,
      memberCount: 0,
      membersRevision: -1,
      deleted: false,
      name: '',
      description: '',
      permissions: null,
      data: null,
    };
    const parent = parentId === undefined ? tree.parentOf(groupId) : parentId;
    if (visible || state.status !== 'existing') return { group: toGroup(shown, parent), visible };
    const { name, description, permissions, data } = state;
    return { group: toGroup({ ...shown, name, description, permissions, data }, parent), visible };
  }
}
