import { IN_FLIGHT, makeChanges, newestAuditEntry } from '../reeve.js';
import type { Session } from '../reeve.js';
import { rounds } from '../rounds.js';
import type { Figure } from './figure.js';

const WARM_UP_SECONDS = 2;
const SECONDS = 3;

/** Counted in the audit log, not in answers: a POST that changed nothing is no change. */
export async function changeFigures(session: Session): Promise<readonly Figure[]> {
  let { requests: sent } = await makeChanges(session, 'connections', 0, WARM_UP_SECONDS);
  const perSecond = await rounds(async () => {
    const before = await newestAuditEntry(session);
    const { requests, seconds } = await makeChanges(session, 'connections', sent, SECONDS);
    const after = await newestAuditEntry(session);
    sent += requests;
    return (after.total - before.total) / seconds;
  });
  return [
    {
      name: `POST config/connections, durable and audited, ${IN_FLIGHT} in flight`,
      rounds: perSecond,
      unit: 'changes/s',
      wanted: { atLeast: 3000 },
    },
  ];
}
