import { setTimeout as delay } from 'node:timers/promises';
import { program, run } from '../child.js';
import type { Questions } from '../programs/latency.js';
import { AUDIT_LOGS, makeChanges, newestAuditEntry } from '../reeve.js';
import type { Session } from '../reeve.js';
import { rounds } from '../rounds.js';
import { percentile } from '../statistics.js';
import type { Figure } from './figure.js';

const IN_FLIGHT = 32;
const SECONDS = 6;
/** So few that all are asked while the load lasts. */
const QUERIES = 100;
const SETTLING_MS = 1_000;

/**
 * How far the audit projection is behind the log. A query of the audit log is answered when the projection has come as far as
 * the log had when it was asked: the time it takes is the lag at that moment, and the query's own besides.
 */
export async function lagFigures(session: Session, changed: { count: number }): Promise<readonly Figure[]> {
  const measured = await rounds(async () => {
    const question: Questions = { ...session, paths: [`${AUDIT_LOGS}?limit=1`], inFlight: 1, count: QUERIES };
    const loading = makeChanges(session, 'connections', changed.count, SECONDS, IN_FLIGHT);
    const underLoad = await run<readonly number[]>(program('latency'), question);
    changed.count += (await loading).requests;
    await delay(SETTLING_MS);
    const asked = performance.now();
    await newestAuditEntry(session);
    return { lag: percentile(underLoad, 99), after: performance.now() - asked };
  });
  return [
    {
      name: `audit projection behind the log, ${IN_FLIGHT} changes in flight: p99, the query included`,
      rounds: measured.map(({ lag }) => lag),
      unit: 'ms',
      wanted: { atMost: 200 },
    },
    {
      name: '… one second after the load has ended',
      rounds: measured.map(({ after }) => after),
      unit: 'ms',
      wanted: { atMost: 50 },
    },
  ];
}
