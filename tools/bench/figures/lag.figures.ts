import { setTimeout as delay } from 'node:timers/promises';
import { callTimes } from '../call-times.js';
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
/** By which it is known what a query takes by itself. */
const QUERIES_ALONE = 9;

/**
 * How far the audit projection is behind the log. A query of the audit log is answered when the projection has come as far as
 * the log had when it was asked: the time it takes is the lag at that moment, and the query's own besides.
 */
export async function lagFigures(session: Session, changed: { count: number }): Promise<readonly Figure[]> {
  const measured = await rounds(async () => {
    const question = { ...session, calls: [{ path: `${AUDIT_LOGS}?limit=1` }], inFlight: 1, count: QUERIES };
    const loading = makeChanges(session, 'connections', changed.count, SECONDS, IN_FLIGHT);
    const underLoad = await callTimes(question);
    changed.count += (await loading).requests;
    await delay(SETTLING_MS);
    const after = await queryMs(session);
    const alone: number[] = [];
    for (let query = 0; query < QUERIES_ALONE; query++) alone.push(await queryMs(session));
    return { lag: percentile(underLoad, 99), after: after - percentile(alone, 50) };
  });
  return [
    {
      name: `audit projection behind the log, ${IN_FLIGHT} changes in flight: p99, the query included`,
      rounds: measured.map(({ lag }) => lag),
      unit: 'ms',
      wanted: { atMost: 200 },
    },
    {
      name: '… one second after the load has ended, but for the query itself',
      rounds: measured.map(({ after }) => after),
      unit: 'ms',
      wanted: { atMost: 50 },
    },
  ];
}

async function queryMs(session: Session): Promise<number> {
  const asked = performance.now();
  await newestAuditEntry(session);
  return performance.now() - asked;
}
