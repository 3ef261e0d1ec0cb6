import type { MembershipOrder, UserOrder, UsersQuery } from '@reeve/contracts';
import type { FieldCondition, Where } from '@reeve/document-store';
import type { ORDERED_BY } from '@reeve/users/projections';

export type OrderField = (typeof ORDERED_BY)[number];

/** The fields of the users' documents that orders go by. */
export const ORDER_FIELDS: Readonly<Record<Exclude<UserOrder, 'last_active_at'>, OrderField>> = {
  name: 'name',
  email: 'email',
  created_at: 'createdAt',
  updated_at: 'updatedAt',
  role: 'role',
};

/** From the least value on: all that have one, which those who were deleted do not. */
const PRESENT: Readonly<Record<OrderField, FieldCondition>> = {
  name: { gte: '' },
  email: { gte: '' },
  role: { gte: '' },
  createdAt: { gte: 0 },
  updatedAt: { gte: 0 },
};

const MEMBERSHIP = 'group_id:';

/** The group that an order by membership is about; undefined for other orders. */
export function groupOfOrder(order: UserOrder | MembershipOrder): string | undefined {
  return order.startsWith(MEMBERSHIP) ? order.slice(MEMBERSHIP.length) : undefined;
}

/**
 * Everybody who is there and meets the conditions, to be gone through in an order: of the users' documents, or of the memberships
 * where a group is asked for.
 */
export function whereOf(query: UsersQuery, field: OrderField): Where {
  return { [field]: PRESENT[field], ...conditionsOf(query) };
}

/** Everybody who is there and meets the conditions, to be counted. Nothing is found in what is left of who was deleted. */
export function countedOf(query: UsersQuery): Where {
  return (query.search ?? '') === '' ? whereOf(query, 'createdAt') : conditionsOf(query);
}

function conditionsOf({ role, standing, createdFrom, createdTo, groupId }: UsersQuery): Where {
  const created = {
    ...(createdFrom === undefined ? {} : { gte: createdFrom }),
    ...(createdTo === undefined ? {} : { lte: createdTo }),
  };
  return {
    ...(groupId !== undefined && { groupId, active: true }),
    ...(Object.keys(created).length > 0 && { createdAt: created }),
    ...(role !== undefined && { role }),
    ...(standing !== undefined && { standing }),
  };
}
