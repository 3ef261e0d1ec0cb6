import { AUDIT_VERIFICATION } from '@reeve/contracts';
import type { AuditDifference, AuditVerificationPart } from '@reeve/contracts';
import type { ReeveSession } from './reeve-session.js';

const PATH = '/api/v1/admin/audit/verification';

/** Differences that are told; whoever finds as many has seen enough. */
const MOST_TOLD = 20;

export interface AuditVerification {
  /** Events compared with their entries. */
  readonly checked: number;
  /** False: more was found than is told, and the rest of the log was not compared. */
  readonly complete: boolean;
  /** The first ones, at most 20. */
  readonly differences: readonly AuditDifference[];
}

/** Compares all of the log, part by part, until there is more to tell than anybody reads. @throws RequestFailedError */
export async function verifyAudit(session: Pick<ReeveSession, 'get'>): Promise<AuditVerification> {
  const differences: AuditDifference[] = [];
  let checked = 0;
  let after: string | null = null;
  do {
    const part = await nextPart(session, after);
    checked += part.checked;
    differences.push(...part.differences);
    after = part.next;
  } while (after !== null && differences.length < MOST_TOLD);
  const complete = after === null && differences.length <= MOST_TOLD;
  return { checked, complete, differences: differences.slice(0, MOST_TOLD) };
}

async function nextPart(
  session: Pick<ReeveSession, 'get'>,
  after: string | null,
): Promise<AuditVerificationPart> {
  const from = after === null ? '' : `&after=${encodeURIComponent(after)}`;
  return (await session.get(`${PATH}?limit=${AUDIT_VERIFICATION.maxLimit}${from}`)) as AuditVerificationPart;
}

/** For people: what was compared, and a line for each difference. */
export function toldVerification({ checked, complete, differences }: AuditVerification): string {
  const events = `${checked.toLocaleString('en')} ${checked === 1 ? 'event' : 'events'}`;
  if (differences.length === 0) {
    return `The audit log says what the log says: ${events} compared, no entry missing, changed or added.`;
  }
  return [
    complete
      ? `The audit log is not what the log says: ${events} compared.`
      : `The audit log is not what the log says. These are the first differences, in ${events}:`,
    ...differences.map(told),
    '"reeve projections rebuild audit" makes it again from the log.',
  ].join('\n');
}

function told({ kind, id, position, fields }: AuditDifference): string {
  const place = position === null ? 'nowhere in the log' : `at ${position}`;
  return `  ${kind.padEnd('changed'.length)}   ${place}   ${id}${fields.length === 0 ? '' : `   ${fields.join(', ')}`}`;
}
