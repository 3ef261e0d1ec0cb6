import { ACCOUNT_STANDINGS, ROLES, USER_ORDERS, validationFailed } from '@reeve/contracts';
import type { AccountStanding, MembershipOrder, Role, UserOrder, UsersQuery } from '@reeve/contracts';
import { BooleanField, ChoiceField, IntegerField, TextField } from '../http/index.js';
import { placeAt } from './user-cursor.js';

/** Open WebUI's. */
const PAGE_SIZE = 30;
const MAX_PAGE_SIZE = 200;

const GROUP_ID = /^[\w-]{1,100}$/;
const ORDERS = new RegExp(`^(${USER_ORDERS.join('|')}|group_id:[\\w-]{1,100})$`);

/** Conditions that are given all hold. */
export class UsersListQuery {
  @TextField({
    optional: true,
    maxLength: 500,
    description: 'Part of a name or an e-mail, in upper or lower case; every character stands for itself.',
  })
  readonly query?: string;

  @TextField({
    optional: true,
    pattern: ORDERS,
    description: `${USER_ORDERS.join(', ')}; or \`group_id:\` and a group’s id: its members first, or last when ascending, by name within either. Ties stand in the order of their ids.`,
  })
  readonly order_by: UserOrder | MembershipOrder = 'created_at';

  @TextField({ optional: true, maxLength: 20, description: '`asc`; anything else is descending.' })
  readonly direction: string = 'desc';

  @IntegerField({ optional: true, description: 'From 1; what is less counts as 1.' })
  readonly page: number = 1;

  @IntegerField({ optional: true, min: 1, max: MAX_PAGE_SIZE })
  readonly page_size: number = PAGE_SIZE;

  @ChoiceField(ROLES, { optional: true })
  readonly role?: Role;

  @ChoiceField(ACCOUNT_STANDINGS, { optional: true, description: 'Whether the account is disabled.' })
  readonly status?: AccountStanding;

  @TextField({
    optional: true,
    pattern: GROUP_ID,
    description: 'Who is in this group by themselves; of one that is not there, nobody.',
  })
  readonly group_id?: string;

  @IntegerField({ optional: true, min: 0, description: 'Registered not before: epoch seconds, inclusive.' })
  readonly created_from?: number;

  @IntegerField({ optional: true, min: 0, description: 'Registered not after: epoch seconds, inclusive.' })
  readonly created_to?: number;

  @TextField({
    optional: true,
    maxLength: 4096,
    // Of base64url: with anything else, as many characters would be too many bytes for the head of a request.
    pattern: /^[\w-]*$/,
    description:
      'The `next_cursor` of a page in the same order: continues there, however deep, at the cost of a page. `page` then counts from it.',
  })
  readonly cursor?: string;
}

/**
 * @throws ReeveError `REQUEST-INVALID` 422 for a range that ends before it begins, a cursor of another order, or the members of
 *   one group in the order of another.
 */
export function usersQueryOf(asked: UsersListQuery): UsersQuery {
  const { query, order_by, page, page_size, role, status, group_id, created_from, created_to, cursor } =
    asked;
  if (created_from !== undefined && created_to !== undefined && created_from > created_to) {
    throw validationFailed([
      {
        loc: ['query', 'created_to'],
        type: 'value_error',
        msg: 'Input should not be before created_from',
      },
    ]);
  }
  if (group_id !== undefined && order_by.startsWith('group_id:') && order_by !== `group_id:${group_id}`) {
    throw validationFailed([
      {
        loc: ['query', 'order_by'],
        type: 'value_error',
        msg: 'Input should be about the same group as group_id',
      },
    ]);
  }
  const order = { order: order_by, direction: asked.direction === 'asc' ? 'asc' : 'desc' } as const;
  return {
    ...order,
    limit: page_size,
    offset: (Math.min(Math.max(page, 1), MAX_PAGE) - 1) * page_size,
    ...(query !== undefined && { search: query }),
    ...(role !== undefined && { role }),
    ...(status !== undefined && { standing: status }),
    ...(group_id !== undefined && { groupId: group_id }),
    ...(created_from !== undefined && { createdFrom: created_from }),
    ...(created_to !== undefined && { createdTo: created_to }),
    ...(cursor !== undefined && { after: placeAt(cursor, order) }),
  };
}

/** Further than anything that there is: keeps the offset a number that stores take. */
const MAX_PAGE = 1_000_000_000;

export class DeleteUserQuery {
  @BooleanField({
    optional: true,
    description:
      'Also destroys the person’s data key: nobody can read their name, e-mail or image from the log, its backups or the audit log any more. May be asked for after the deletion.',
  })
  readonly erase: boolean = false;
}

export class SettingsQuery {
  @BooleanField({
    optional: true,
    description: 'As they are kept; false: `ui` over the installation’s default interface settings.',
  })
  readonly raw: boolean = false;
}
