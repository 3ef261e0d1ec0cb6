import { callTimes } from '../call-times.js';
import type { Change } from '../change-bodies.js';
import type { Call } from '../programs/calls.js';
import { AUDIT_LOGS, makeChanges, newestAuditEntry } from '../reeve.js';
import type { Session } from '../reeve.js';
import { rounds } from '../rounds.js';
import { percentile } from '../statistics.js';
import type { Figure } from './figure.js';

const ENTRIES = 100_000;
const FILLING_SECONDS = 3;
/** A server too slow to fill the log within as many loads is measured over what there is; the table says how many. */
const FILLING_LOADS = 30;
const QUERIES = 500;
/** Two administrators at once. */
const IN_FLIGHT = 2;

/** Over a log that real changes have filled: one person's, which is when filters narrow the least. */
export async function auditFigures(session: Session): Promise<readonly Figure[]> {
  const total = await fill(session);
  const calls = await questions(session);
  const measured = await rounds(
    async () => await callTimes({ ...session, calls, inFlight: IN_FLIGHT, count: QUERIES }),
  );
  const name = `audit query over ${total.toLocaleString('en')} entries, ${IN_FLIGHT} in flight`;
  return [
    { name: `${name}: p50`, rounds: measured.map((ms) => percentile(ms, 50)), unit: 'ms' },
    {
      name: `${name}: p99`,
      rounds: measured.map((ms) => percentile(ms, 99)),
      unit: 'ms',
      wanted: { atMost: 10 },
    },
  ];
}

async function fill(session: Session): Promise<number> {
  const kinds: readonly Change[] = ['banners', 'models', 'connections'];
  let { total } = await newestAuditEntry(session);
  for (let nth = 0; total < ENTRIES && nth < FILLING_LOADS; nth++) {
    await makeChanges(session, kinds[nth % kinds.length] ?? 'banners', total, FILLING_SECONDS);
    ({ total } = await newestAuditEntry(session));
  }
  return total;
}

/** What an administrator asks: the newest, a section, a person, an action, a person's sign-ins, an hour, a later page. */
async function questions(session: Session): Promise<readonly Call[]> {
  const { items } = await newestAuditEntry(session);
  const { user_id, created_at } = items[0] ?? { user_id: null, created_at: 0 };
  return [
    '',
    '?entity_type=config&entity_id=banners',
    `?user_id=${user_id ?? ''}`,
    '?action=models_updated',
    `?user_id=${user_id ?? ''}&action=connections_updated`,
    '?entity_type=session',
    `?from=${created_at - 3600}&to=${created_at}`,
    '?entity_type=config&limit=50&offset=500',
  ].map((query) => ({ path: AUDIT_LOGS + query }));
}
