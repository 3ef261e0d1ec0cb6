import { isJsonObject, validationFailed } from '@reeve/contracts';
import type { MembershipOrder, UserOrder, UserPlace } from '@reeve/contracts';

interface Order {
  readonly order: UserOrder | MembershipOrder;
  readonly direction: 'asc' | 'desc';
}

/** Names a place in an order, as text for the next request's `cursor`. Opaque to clients. */
export function cursorTo({ value, id }: UserPlace, { order, direction }: Order): string {
  return Buffer.from(JSON.stringify({ order, direction, value, id })).toString('base64url');
}

/** @throws ReeveError `REQUEST-INVALID` 422 for what is no cursor, or one of another order. */
export function placeAt(cursor: string, { order, direction }: Order): UserPlace {
  const read = parsed(cursor);
  if (read?.order !== order || read.direction !== direction) {
    throw validationFailed([
      {
        loc: ['query', 'cursor'],
        type: 'value_error',
        msg: 'Input should be the next_cursor of a page in the same order',
      },
    ]);
  }
  return read.place;
}

function parsed(cursor: string): { order: unknown; direction: unknown; place: UserPlace } | undefined {
  let read: unknown;
  try {
    read = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
  if (!isJsonObject(read)) return undefined;
  const { order, direction, value, id } = read;
  const isNumber = order === 'created_at' || order === 'updated_at' || order === 'last_active_at';
  if (typeof id !== 'string' || typeof value !== (isNumber ? 'number' : 'string')) return undefined;
  return { order, direction, place: { value: value as string | number, id } };
}
