import type {
  GroupMember,
  GroupMembersPage,
  groupsRpc,
  GroupsPart,
  MembershipFilter,
  RequestOf,
  UserInfo,
} from '@reeve/contracts';
import { fold } from '@reeve/document-store';
import { memberOf } from '@reeve/users/projections';
import type { GroupDocuments } from './group-documents.js';
import type { GroupPeople, PersonInGroup } from './group-people.js';

/** Members of one page, as Open WebUI has it. */
const MEMBERS_PER_PAGE = 30;
/** Ids of one part: some 400 kB. */
const IDS_PER_PART = 10_000;
/** People of one part: some 400 kB. */
const PEOPLE_PER_PART = 1_000;

type PartOf = RequestOf<typeof groupsRpc.groupUserIds>;

/** Who is in a group. */
export class GroupMembers {
  constructor(
    private readonly documents: GroupDocuments,
    private readonly people: GroupPeople,
  ) {}

  /** Direct members, by id. */
  async userIds({ groupId, after }: PartOf): Promise<GroupsPart<string>> {
    if ((await this.documents.byId(groupId)) === undefined) return { items: [], next: null };
    return await this.part(groupId, after, IDS_PER_PART);
  }

  /** Direct members, by id. */
  async users({ groupId, after }: PartOf): Promise<GroupsPart<UserInfo>> {
    if ((await this.documents.byId(groupId)) === undefined) return { items: [], next: null };
    const { items, next } = await this.part(groupId, after, PEOPLE_PER_PART);
    return { items: await this.people.shown(await this.people.byIds(items)), next };
  }

  /**
   * A page of members by name. Takes time in proportion to how many members the group and those below it have: their names have to
   * be put in order.
   *
   * @throws ReeveError `GROUPS-NOT-FOUND` 404.
   */
  async page(request: RequestOf<typeof groupsRpc.groupMembers>): Promise<GroupMembersPage> {
    const { groupId, membership, query, page } = request;
    await this.documents.existing(groupId);
    const via = await this.viaGroups(groupId);
    const isDirect = (userId: string) => via.get(userId)?.[0] === groupId;
    const direct = [...via.keys()].filter(isDirect).length;
    const counts = { direct, effective: via.size, inherited: via.size - direct };
    const asked = [...via.keys()].filter((userId) => isAsked(membership, isDirect(userId)));
    const people = (await this.people.byIds(asked))
      .filter((person) => matches(person, query))
      .toSorted(byName);
    const shown = await this.people.shown(
      people.slice((page - 1) * MEMBERS_PER_PAGE, page * MEMBERS_PER_PAGE),
    );
    const items = shown.map((person) => toMember(person, isDirect(person.id), via.get(person.id) ?? []));
    return { items, total: people.length, counts };
  }

  /** By member: the groups that make them one, the group itself first. */
  private async viaGroups(groupId: string): Promise<ReadonlyMap<string, readonly string[]>> {
    const via = new Map<string, string[]>();
    const below = (await this.documents.tree()).descendantsOf(groupId);
    const existing = new Set((await this.documents.many(below)).map((group) => group.groupId));
    for (const each of [groupId, ...below.filter((id) => existing.has(id))]) {
      for await (const userId of this.allUserIds(each)) {
        const groups = via.get(userId);
        if (groups === undefined) via.set(userId, [each]);
        else groups.push(each);
      }
    }
    return via;
  }

  private async *allUserIds(groupId: string): AsyncGenerator<string> {
    for (let after: string | null = null; ;) {
      const { items, next }: GroupsPart<string> = await this.part(groupId, after, IDS_PER_PART);
      yield* items;
      if (next === null) return;
      after = next;
    }
  }

  private async part(groupId: string, after: string | null, limit: number): Promise<GroupsPart<string>> {
    const found = await this.documents.memberships.findIds({
      where: { groupId, active: true, ...(after === null ? {} : { userId: { gt: after } }) },
      sort: [{ field: 'userId', direction: 'asc' }],
      limit,
    });
    const items = found.map((id) => memberOf(groupId, id));
    return { items, next: items.length < limit ? null : (items.at(-1) ?? null) };
  }
}

function isAsked(membership: MembershipFilter, isDirect: boolean): boolean {
  return membership === 'effective' || isDirect === (membership === 'direct');
}

function matches({ document: { name, email } }: PersonInGroup, query: string): boolean {
  const folded = fold(query);
  return fold(name).includes(folded) || fold(email).includes(folded);
}

/** By code point, as everywhere. */
function byName(left: PersonInGroup, right: PersonInGroup): number {
  const [name, other] = [left.document.name, right.document.name];
  if (name !== other) return name < other ? -1 : 1;
  return left.id < right.id ? -1 : 1;
}

function toMember(person: UserInfo, isDirect: boolean, via: readonly string[]): GroupMember {
  return { membership_type: isDirect ? 'direct' : 'inherited', via_group_ids: via, ...person };
}
