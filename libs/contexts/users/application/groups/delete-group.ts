import { randomUUID } from 'node:crypto';
import type { CallContext, Visibility } from '@reeve/contracts';
import type { Position } from '@reeve/event-store';
import { GROUP_TREE_STREAM, groupStream } from '@reeve/users/domain';
import { v5 } from 'uuid';
import { stepOf, systemCall } from '../command-call.js';
import type { GroupAnswers } from './group-answers.js';
import type { GroupDocuments } from './group-documents.js';
import type { GroupNames } from './group-names.js';
import type { GroupsAggregates } from './groups-aggregates.js';

/** Namespace of the ids of commands that go on with somebody's deletion. */
const DEPARTURES = '5b0f0a77-9a0e-4f0c-9f35-0d6f6a6c6a1e';
const PAGE = 1_000;

/**
 * Deletes a group. From its own event on it is gone, with its members and what it granted; then it leaves the tree, where its
 * children move up, and gives its name back.
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
    const before = await this.documents.groups.get(groupId);
    const name = before === undefined ? undefined : await this.names.known(before.name, groupId);
    const deleted = await this.aggregates.groups.execute(
      groupStream(groupId),
      { kind: 'delete', groupId },
      call,
    );
    const left = await this.leaveTree(groupId, stepOf(call, 'leave'));
    if (name !== undefined) await this.names.release(name, groupId, 'deleted', call);
    return { visible: await this.answers.visible([deleted.position, left], call) };
  }

  /** Goes on with deletions that were interrupted, whoever had begun them. Those that are under way meanwhile are not harmed. */
  async settle(): Promise<void> {
    for (;;) {
      const leaving = await this.documents.groups.find({ where: { leaving: true }, limit: PAGE });
      const positions: (Position | undefined)[] = [];
      for (const { id } of leaving) {
        positions.push(await this.leaveTree(id, systemCall(randomUUID(), v5(id, DEPARTURES))));
      }
      const call = systemCall(randomUUID(), randomUUID());
      const visible = await this.answers.visible(positions, call);
      if (leaving.length < PAGE || !visible) return;
    }
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
