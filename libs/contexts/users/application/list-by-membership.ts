import type { UserPlace, UsersQuery } from '@reeve/contracts';
import type { FoundLive, UserRuns } from './user-runs.js';

/** People that are looked at in one step on the way to those who are no members, by how many of these are wanted. */
const STEP_LEAST = 100;
const STEP_MOST = 1000;

/** Of the two parts of the order, and how many are in it. */
interface Part {
  readonly ofMembers: boolean;
  readonly count: number;
}

/**
 * Members of a group first and everybody else after them, or the other way round; by name within either. Members are a run of
 * an index; the others are found on the way through everybody, so that pages deep among them are better asked for by place.
 */
export class ListByMembership {
  constructor(private readonly runs: Pick<UserRuns, 'found' | 'membersAmong'>) {}

  /** @param totals how many meet the conditions, and how many of these are members. */
  async page(
    query: UsersQuery,
    groupId: string,
    { total, members }: { readonly total: number; readonly members: number },
  ): Promise<readonly FoundLive[]> {
    const parts: readonly Part[] = [
      { ofMembers: true, count: members },
      { ofMembers: false, count: total - members },
    ];
    const inOrder = query.direction === 'desc' ? parts : parts.toReversed();
    let { offset } = query;
    let place = query.after && membershipPlace(query.after);
    const users: FoundLive[] = [];
    for (const { ofMembers, count } of inOrder) {
      if (place !== undefined && place.ofMembers !== ofMembers) continue;
      if (place === undefined && offset >= count) {
        offset -= count;
        continue;
      }
      const asked = { ...query, offset, limit: query.limit - users.length };
      const found = await this.part(asked, groupId, ofMembers, place?.after);
      users.push(...found.users);
      offset = found.offset;
      place = undefined;
      if (users.length === query.limit) break;
    }
    return users;
  }

  /** @returns people of one part, and how much of the offset it was too short for. */
  private async part(query: UsersQuery, groupId: string, ofMembers: boolean, after: UserPlace | undefined) {
    const base = { ...query, order: 'name', direction: 'asc' } as const;
    const members = { ...base, groupId };
    if (ofMembers && after === undefined)
      return { users: await this.runs.found(members, 'name', after), offset: 0 };
    const users: FoundLive[] = [];
    let { offset } = query;
    for (let from = after; users.length < query.limit;) {
      const wanted = 2 * (offset + query.limit);
      const limit = Math.min(Math.max(wanted, STEP_LEAST), STEP_MOST);
      const step = await this.runs.found({ ...(ofMembers ? members : base), limit, offset: 0 }, 'name', from);
      const inPart = ofMembers ? step : await this.others(groupId, step);
      users.push(...inPart.slice(offset, offset + query.limit - users.length));
      offset = Math.max(0, offset - inPart.length);
      const last = step.at(-1);
      if (last === undefined || step.length < limit) break;
      from = { value: last.document.name, id: last.id };
    }
    return { users, offset };
  }

  private async others(groupId: string, people: readonly FoundLive[]): Promise<readonly FoundLive[]> {
    const ids = people.map(({ id }) => id);
    const members = await this.runs.membersAmong(groupId, ids);
    return people.filter(({ id }) => !members.has(id));
  }
}

/** A place in this order: the name, behind what says in which part it is. */
export function membershipValue({ document }: Pick<FoundLive, 'document'>, isMember: boolean): string {
  return `${isMember ? 'm' : 'o'}${document.name}`;
}

function membershipPlace({ value, id }: UserPlace) {
  const text = String(value);
  return { ofMembers: text.startsWith('m'), after: { value: text.slice(1), id } };
}
