import type { Administrator, Listening } from './administrator.js';
import { CHANGE_ACTIONS } from './changes.js';

/** Waits until the audit log shows everything that is in the event log, as every projection then does or soon will. */
export async function untilAllShows(administrator: Administrator, server: Listening): Promise<void> {
  await auditPage(administrator, server, 'limit=1');
}

const PAGE = 1000;

/** Every page of the audit log, as text. @param query filters, each with a `&` before it: `&action=banners_updated`. */
export async function auditPages(
  administrator: Administrator,
  server: Listening,
  query = '',
): Promise<readonly string[]> {
  const pages: string[] = [];
  for (let total = 1; pages.length * PAGE < total;) {
    const page = await auditPage(
      administrator,
      server,
      `limit=${PAGE}&offset=${pages.length * PAGE}${query}`,
    );
    pages.push(page);
    ({ total } = JSON.parse(page) as { total: number });
  }
  return pages;
}

/** Ids of every audit entry about a change of a section, as often as each is there. */
export async function auditedIds(
  administrator: Administrator,
  server: Listening,
): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number>();
  for (const action of CHANGE_ACTIONS) {
    for (const page of await auditPages(administrator, server, `&action=${action}`)) {
      const { items } = JSON.parse(page) as { items: readonly { readonly id: string }[] };
      for (const { id } of items) times.set(id, (times.get(id) ?? 0) + 1);
    }
  }
  return times;
}

/** One page, asked for again for as long as its newest entries are on their way. @param query `limit=10&offset=20` */
export async function auditPage(
  administrator: Administrator,
  server: Listening,
  query: string,
): Promise<string> {
  for (;;) {
    const { status, headers, body } = await administrator.get(server, `/api/v1/admin/audit/logs?${query}`);
    if (status !== 200) throw new Error(`The audit log answered ${status}: ${body}`);
    if (headers['reeve-visible'] !== 'false') return body;
  }
}
