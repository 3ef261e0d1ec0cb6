import type { UsersQuery } from '@reeve/contracts';
import type { Collection } from '@reeve/document-store';
import { countOf } from '@reeve/users/projections';
import type {
  GroupDocument,
  MembershipDocument,
  TallyDocument,
  UserDocument,
} from '@reeve/users/projections';
import { LRUCache } from 'lru-cache';
import { countedOf } from './user-conditions.js';

/** Questions whose totals are remembered. */
const REMEMBERED = 500;
/** A total that took longer than this to count may be so old while users change all the time: milliseconds. */
const DEAR_MS = 10;
const DEAR_MAY_AGE_MS = 5_000;

interface Total {
  readonly upTo: string;
  readonly matches: number;
  readonly tookMs: number;
  readonly at: number;
}

/**
 * How many users match. By role and standing the projection keeps count; what is searched for, or ranges over time, has to be
 * counted, which takes long where most of a million match. Such a total holds until somebody changes; or for some seconds.
 */
export class UserTotals {
  private readonly totals = new LRUCache<string, Total>({ max: REMEMBERED });
  private readonly underWay = new Map<string, Promise<number>>();

  constructor(
    private readonly users: Pick<Collection<UserDocument>, 'count'>,
    private readonly memberships: Pick<Collection<MembershipDocument>, 'count'>,
  ) {}

  /** @param group the one that the query asks for the members of. */
  async matching(query: UsersQuery, tally: TallyDocument, group?: GroupDocument): Promise<number> {
    const { search = '', role, standing, createdFrom, createdTo } = query;
    if (search === '' && createdFrom === undefined && createdTo === undefined) {
      if (group === undefined) return countOf(tally, role, standing);
      if (role === undefined && standing === undefined) return group.memberCount;
    }
    const members = group && [group.groupId, group.membersRevision];
    const question = JSON.stringify([search, role, standing, createdFrom, createdTo, members]);
    const known = this.totals.get(question);
    if (known !== undefined && isGood(known, tally)) return known.matches;
    const asked = `${question} ${tally.upTo}`;
    const counting = this.underWay.get(asked) ?? this.count(question, query, tally);
    this.underWay.set(asked, counting);
    try {
      return await counting;
    } finally {
      this.underWay.delete(asked);
    }
  }

  private async count(question: string, query: UsersQuery, { upTo }: TallyDocument): Promise<number> {
    const startedAt = performance.now();
    const { search = '' } = query;
    const collection = query.groupId === undefined ? this.users : this.memberships;
    const matches = await collection.count({ where: countedOf(query), search });
    const at = performance.now();
    this.totals.set(question, { upTo, matches, tookMs: at - startedAt, at });
    return matches;
  }
}

function isGood(known: Total, { upTo }: TallyDocument): boolean {
  if (known.upTo === upTo) return true;
  return known.tookMs > DEAR_MS && performance.now() - known.at < DEAR_MAY_AGE_MS;
}
