import type { CallContext, Group, groupsRpc, RequestOf, Visibility } from '@reeve/contracts';
import type { Position } from '@reeve/event-store';
import { checkGroupDraft, GROUP_TREE_STREAM, groupStream } from '@reeve/users/domain';
import { stepOf } from '../command-call.js';
import type { GroupAnswers } from './group-answers.js';
import type { GroupDocuments } from './group-documents.js';
import type { GroupNames } from './group-names.js';
import type { GroupsAggregates } from './groups-aggregates.js';

/** Changes what is said of a group, and its place in the tree. */
export class UpdateGroup {
  constructor(
    private readonly aggregates: GroupsAggregates,
    private readonly documents: GroupDocuments,
    private readonly names: GroupNames,
    private readonly answers: GroupAnswers,
  ) {}

  /**
   * @throws ReeveError `GROUPS-NOT-FOUND` 404; those of `checkGroupDraft` 422 and {@link GroupNames.reserve};
   *   `GROUPS-PARENT-NOT-FOUND` 404, `GROUPS-PARENT-INVALID` 400, `GROUPS-TOO-DEEP`, `GROUPS-RENAMED-MEANWHILE` 409; what the
   *   aggregate runner throws.
   */
  async execute(
    request: RequestOf<typeof groupsRpc.updateGroup>,
    call: CallContext,
  ): Promise<{ readonly group: Group } & Visibility> {
    const { groupId, parentGroupId } = request;
    const draft = checkGroupDraft(request);
    const before = await this.documents.existing(groupId);
    const isRenamed = before.name !== draft.name;
    const oldName = isRenamed ? await this.names.known(before.name, groupId) : undefined;
    const reservedUntil = isRenamed ? await this.names.reserve(draft.name, groupId, call) : call.deadline;
    const moved = await this.move(groupId, parentGroupId, call);
    const { state, position } = await this.aggregates.groups.execute(
      groupStream(groupId),
      { kind: 'change', groupId, ...draft, nameReserved: isRenamed },
      { ...call, deadline: Math.min(call.deadline, reservedUntil) },
    );
    if (oldName !== undefined) await this.names.release(oldName, groupId, 'renamed', call);
    return await this.answers.changed({ groupId, state, positions: [moved, position] }, parentGroupId, call);
  }

  private async move(
    groupId: string,
    parentId: string | null | undefined,
    call: CallContext,
  ): Promise<Position | undefined> {
    if (parentId === undefined) return undefined;
    const { position } = await this.aggregates.tree.execute(
      GROUP_TREE_STREAM,
      { kind: 'move', groupId, parentId },
      stepOf(call, 'move'),
    );
    return position;
  }
}
