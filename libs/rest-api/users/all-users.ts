import type { BusClient } from '@reeve/bus';
import { directoryRpc } from '@reeve/contracts';
import type { CallContext, UserInfo, UserPlace, UsersPage } from '@reeve/contracts';

/** Of one message of the bus. */
const AT_ONCE = 1000;

/**
 * All users as the JSON of one answer, in pieces that are read when they are sent.
 *
 * @throws ReeveError what the first page is refused with, while the answer can still say so.
 */
export async function allUsers(bus: BusClient, call: CallContext): Promise<AsyncIterable<string>> {
  const page = (after?: UserPlace) =>
    bus.request(
      directoryRpc.search,
      { order: 'created_at', direction: 'desc', limit: AT_ONCE, offset: 0, ...(after && { after }) },
      call,
    );
  return pieces(await page(), page);
}

async function* pieces(
  first: UsersPage<UserInfo>,
  page: (after: UserPlace) => Promise<UsersPage<UserInfo>>,
): AsyncIterable<string> {
  yield `{"total":${String(first.total)},"users":[`;
  let isFirst = true;
  for (let current = first; ;) {
    for (const user of current.users) {
      yield (isFirst ? '' : ',') + JSON.stringify(user);
      isFirst = false;
    }
    if (current.next === null) break;
    current = await page(current.next);
  }
  yield ']}';
}
