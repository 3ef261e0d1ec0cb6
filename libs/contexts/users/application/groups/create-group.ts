import type { CallContext, Group, groupsRpc, RequestOf, Visibility } from '@reeve/contracts';
import { checkGroupDraft, GROUP_TREE_STREAM, groupStream, withDefaultShare } from '@reeve/users/domain';
import type { GroupShare } from '@reeve/users/domain';
import { v5 } from 'uuid';
import { stepOf } from '../command-call.js';
import type { GroupAnswers } from './group-answers.js';
import type { GroupNames } from './group-names.js';
import type { GroupsAggregates } from './groups-aggregates.js';

/**
 * Makes a group: its name, its place in the tree, then the group itself, three streams and so three appends. What is left of one
 * that was interrupted is a name that is free again a minute later, and a place that nobody sees.
 */
export class CreateGroup {
  constructor(
    private readonly aggregates: GroupsAggregates,
    private readonly names: GroupNames,
    private readonly answers: GroupAnswers,
    private readonly defaultShare: GroupShare,
  ) {}

  /**
   * @throws ReeveError those of `checkGroupDraft` 422 and {@link GroupNames.reserve}; `GROUPS-PARENT-NOT-FOUND` 404,
   *   `GROUPS-PARENT-INVALID` 400, `GROUPS-TOO-DEEP` 409; what the aggregate runner throws.
   */
  async execute(
    request: RequestOf<typeof groupsRpc.createGroup>,
    call: CallContext,
  ): Promise<{ readonly group: Group } & Visibility> {
    // Follows from the command's, so that a repeated command is about the same group.
    const groupId = v5('group', call.commandId);
    const { parentGroupId } = request;
    const draft = checkGroupDraft(request);
    const reservedUntil = await this.names.reserve(draft.name, groupId, call);
    const inTime = { ...call, deadline: Math.min(call.deadline, reservedUntil) };
    const placed = await this.aggregates.tree.execute(
      GROUP_TREE_STREAM,
      { kind: 'place', groupId, parentId: parentGroupId },
      stepOf(inTime, 'place'),
    );
    const { state, position } = await this.aggregates.groups.execute(
      groupStream(groupId),
      {
        kind: 'create',
        groupId,
        createdBy: call.principal.id,
        ...draft,
        data: withDefaultShare(draft.data, this.defaultShare),
      },
      inTime,
    );
    const positions = [placed.position, position];
    return await this.answers.changed({ groupId, state, positions }, parentGroupId, call);
  }
}
