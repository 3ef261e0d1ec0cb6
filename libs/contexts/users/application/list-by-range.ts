import type { UsersQuery } from '@reeve/contracts';
import type { OrderField } from './user-conditions.js';
import type { ListedUser, UserRuns } from './user-runs.js';

/** Whether it asks for a range of the time of registration in another order, of everybody: what is searched for is few already. */
export function isRangeInOtherOrder({ createdFrom, createdTo, search = '' }: UsersQuery, field: OrderField) {
  return (createdFrom !== undefined || createdTo !== undefined) && search === '' && field !== 'createdAt';
}

/**
 * Who was registered within a range of time, in another order than that. No index has both: few are read by the range and put in
 * order here; of many, those outside of it are met on the way through the order, and left out.
 */
export class ListByRange {
  /** @param few how many are read and put in order at once. */
  constructor(
    private readonly runs: Pick<UserRuns, 'page' | 'found' | 'listed'>,
    private readonly few: number,
  ) {}

  /** @param total how many meet the conditions. */
  async page(query: UsersQuery, field: OrderField, total: number): Promise<readonly ListedUser[]> {
    const { direction, after, offset, limit } = query;
    if (total > this.few) return await this.runs.page(query, field, after);
    const all = { ...query, limit: this.few, offset: 0 };
    const found = await this.runs.found(all, 'createdAt', undefined);
    const order = direction === 'asc' ? 1 : -1;
    const placed = found
      .map((user) => ({ user, value: user.document[field], id: user.id }))
      .toSorted((left, right) => order * comparePlaces(left, right));
    const from = after && placed.findIndex((place) => order * comparePlaces(place, after) > 0);
    const next = from === undefined ? placed : from < 0 ? [] : placed.slice(from);
    return await this.runs.listed(next.slice(offset, offset + limit).map(({ user }) => user));
  }
}

interface Place {
  readonly value: string | number;
  readonly id: string;
}

function comparePlaces(left: Place, right: Place): number {
  return compareValues(left.value, right.value) || compareValues(left.id, right.id);
}

/** Text by code point, as stores have it: that is the order of its bytes. */
function compareValues(left: string | number, right: string | number): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return Buffer.compare(Buffer.from(String(left)), Buffer.from(String(right)));
}
