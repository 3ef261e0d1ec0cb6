import { errors, groupsErrors, MAX_GROUP_USERS, ReeveError, validationFailed } from '@reeve/contracts';
import type { CallContext, Group, Visibility } from '@reeve/contracts';
import { systemCall } from '@reeve/event-sourcing';
import { groupStream } from '@reeve/users/domain';
import { membershipId } from '@reeve/users/projections';
import { v5 } from 'uuid';
import { stepOf } from '../command-call.js';
import type { GroupAnswers } from './group-answers.js';
import type { GroupDocuments } from './group-documents.js';
import type { GroupPeople } from './group-people.js';
import type { GroupsAggregates } from './groups-aggregates.js';

type Change = 'add-members' | 'remove-members';

/** Namespace of the ids of commands by which people who were deleted leave a group: one for each attempt. */
const DEPARTURES = '9d2f0c1a-3f5c-4b51-9c1e-6f9be0a4d7e3';
/** Deleted meanwhile, with all its memberships. */
const GONE = groupsErrors.notFound().code;

/** Who is to join or to leave which group. */
export interface MemberRequest {
  readonly groupId: string;
  readonly userIds: readonly string[];
}

/**
 * Adds and removes members. Who is one already is looked up in the documents, as of a revision that the group compares with its own:
 * where others have changed the members meanwhile, they are looked up again.
 */
export class ChangeMembers {
  constructor(
    private readonly aggregates: GroupsAggregates,
    private readonly documents: GroupDocuments,
    private readonly people: GroupPeople,
    private readonly answers: GroupAnswers,
  ) {}

  /**
   * Unknown users and those who are members already are passed over. Somebody who turns out to have been deleted meanwhile
   * leaves again at once; if that is interrupted, `UnfinishedProcesses` sees to it.
   *
   * @throws ReeveError `GROUPS-NOT-FOUND` 404; `REQUEST-INVALID` 422 for more than `MAX_GROUP_USERS`; `CONTENDED` 503; what the
   *   aggregate runner throws.
   */
  async add(request: MemberRequest, call: CallContext): Promise<{ readonly group: Group } & Visibility> {
    const asked = distinct(request);
    const known = new Set((await this.people.byIds(asked)).map(({ id }) => id));
    const userIds = asked.filter((id) => known.has(id));
    const added = await this.change('add-members', { ...request, userIds }, call);
    return (await this.removeDeparted(request.groupId, call.requestId)) ?? added;
  }

  /**
   * Those who are no members are passed over.
   *
   * @throws ReeveError as {@link add}.
   */
  async remove(request: MemberRequest, call: CallContext): Promise<{ readonly group: Group } & Visibility> {
    return await this.change('remove-members', { ...request, userIds: distinct(request) }, call);
  }

  /**
   * Takes somebody out of every group that reads show them in: a step of their deletion, which may be repeated. Whoever adds them
   * after it finds them deleted, see {@link removeDeparted}.
   *
   * @throws ReeveError `CONTENDED` 503; what the aggregate runner throws.
   */
  async removeFromAll(userId: string, call: CallContext): Promise<void> {
    const groupIds = await this.documents.directGroupIds(userId);
    for (const { groupId } of await this.documents.many(groupIds)) {
      await unlessGone(this.remove({ groupId, userIds: [userId] }, stepOf(call, `leave ${groupId}`)));
    }
  }

  /**
   * Takes out of a group whoever was added to it when they had been deleted.
   *
   * @returns the group without them; undefined when there is nobody, or no such group any more.
   * @throws ReeveError as {@link add}.
   */
  async removeDeparted(
    groupId: string,
    requestId: string,
  ): Promise<({ readonly group: Group } & Visibility) | undefined> {
    const userIds = (await this.documents.departing(groupId)).slice(0, MAX_GROUP_USERS);
    if (userIds.length === 0) return undefined;
    const call = systemCall(requestId, v5(`${groupId} ${requestId}`, DEPARTURES));
    return await unlessGone(this.remove({ groupId, userIds }, call));
  }

  private async change(
    kind: Change,
    { groupId, userIds }: MemberRequest,
    call: CallContext,
  ): Promise<{ readonly group: Group } & Visibility> {
    for (;;) {
      const { membersRevision: membersAsOf } = await this.documents.existing(groupId);
      const affected = await this.affected(kind, { groupId, userIds });
      const { state, events, position } = await this.aggregates.groups.execute(
        groupStream(groupId),
        { kind, groupId, userIds: affected, membersAsOf },
        call,
      );
      const isCurrent = state.status === 'existing' && state.membersRevision === membersAsOf;
      if (events.length > 0 || isCurrent) {
        return await this.answers.changed({ groupId, state, positions: [position] }, undefined, call);
      }
      // Others came first: once the documents show them, the rest is decided on what they have left to do.
      if (!(await this.answers.visible([position], call))) throw errors.contended();
    }
  }

  /** Those whom the change would make members, or no members any more. */
  private async affected(kind: Change, { groupId, userIds }: MemberRequest): Promise<readonly string[]> {
    const found = await this.documents.memberships.getMany(userIds.map((id) => membershipId(groupId, id)));
    const members = new Set(
      found.filter(({ document }) => document.active).map(({ document }) => document.userId),
    );
    return userIds.filter((id) => members.has(id) === (kind === 'remove-members'));
  }
}

async function unlessGone<Result>(change: Promise<Result>): Promise<Result | undefined> {
  try {
    return await change;
  } catch (error) {
    if (error instanceof ReeveError && error.code === GONE) return undefined;
    throw error;
  }
}

/** Each once. @throws ReeveError `REQUEST-INVALID` 422 when they are too many. */
function distinct({ userIds }: MemberRequest): readonly string[] {
  const ids = [...new Set(userIds)].filter((id) => id !== '' && !id.includes('\0'));
  if (ids.length <= MAX_GROUP_USERS) return ids;
  const msg = `List should have at most ${String(MAX_GROUP_USERS)} items`;
  throw validationFailed([{ loc: ['body', 'user_ids'], type: 'too_long', msg }]);
}
