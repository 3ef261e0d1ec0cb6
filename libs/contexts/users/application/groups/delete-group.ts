import type { CallContext, Visibility } from '@reeve/contracts';
import { systemCall } from '@reeve/event-sourcing';
import type { Position } from '@reeve/event-store';
import { GROUP_TREE_STREAM, groupStream } from '@reeve/users/domain';
import { v5 } from 'uuid';
import { stepOf } from '../command-call.js';
import type { GroupAnswers } from './group-answers.js';
import type { GroupDocuments } from './group-documents.js';
import type { GroupNames } from './group-names.js';
import type { GroupsAggregates } from './groups-aggregates.js';

/** Namespace of the ids of commands that go on with somebody's deletion. */
const DEPARTURES = '5b0f0a77-9a0e-4f0c-9f35-0d6f6a6c6a1e';

/**
 * Deletes a group. From its own event on it is gone, with its members and what it granted; then it gives its name back and leaves
 * the tree, where its children move up.
 */
export class DeleteGroup {
  constructor(
    private readonly aggregates: GroupsAggregates,
    private readonly documents: GroupDocuments,
    private readonly names: GroupNames,
    private readonly answers: GroupAnswers,
  ) {}

  /** @throws ReeveError `GROUPS-NOT-FOUND` 404; what the aggregate runner throws. */
  async execute({ groupId }: { readonly groupId: string }, call: CallContext): Promise<Visibility> {
    const deleted = await this.aggregates.groups.execute(
      groupStream(groupId),
      { kind: 'delete', groupId },
      call,
    );
    const left = await this.finish(groupId, call);
    return { visible: await this.answers.visible([deleted.position, left], call) };
  }

  /** Goes on with a deletion that was interrupted, whoever had begun it. One that is under way meanwhile is not harmed. */
  async settle(groupId: string, requestId: string): Promise<void> {
    await this.finish(groupId, systemCall(requestId, v5(groupId, DEPARTURES)));
  }

  /** Leaving the tree comes last: by that the deletion is known to be finished. */
  private async finish(groupId: string, call: CallContext): Promise<Position | undefined> {
    const group = await this.documents.groups.get(groupId);
    const name = group === undefined ? undefined : await this.names.known(group.name, groupId);
    if (name !== undefined) await this.names.release(name, groupId, 'deleted', call);
    return await this.leaveTree(groupId, stepOf(call, 'leave'));
  }

  private async leaveTree(groupId: string, call: CallContext): Promise<Position | undefined> {
    const { position } = await this.aggregates.tree.execute(
      GROUP_TREE_STREAM,
      { kind: 'leave', groupId },
      call,
    );
    return position;
  }
}
