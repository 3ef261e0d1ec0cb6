import { program, run } from '../child.js';
import type { Renewal, RenewalResult } from '../programs/renew.js';
import type { Figure } from './figure.js';

/** As many as are to be renewed in a minute. */
const PER_MINUTE = 100_000;
/** Ten times as long as is wanted is a figure as well. */
const PATIENCE_MS = 10 * 60_000;

/** Once: it takes a minute, and whatever was renewed is not due any more. */
export async function renewalFigures(renewal: Renewal): Promise<readonly Figure[]> {
  const { firstHalfSeconds, restSeconds, residentMB } = await run<RenewalResult>(
    program('renew'),
    renewal,
    PATIENCE_MS,
  );
  const due = renewal.due.toLocaleString('en');
  return [
    {
      name: `renewal of ${due} due subscriptions, stopped half-way and gone on with, each once`,
      rounds: [firstHalfSeconds + restSeconds],
      unit: 's',
      wanted: { atMost: (60 * renewal.due) / PER_MINUTE },
    },
    { name: '… the first half of it', rounds: [firstHalfSeconds], unit: 's' },
    { name: '… resident memory of the process that renews', rounds: [residentMB], unit: 'MB' },
  ];
}
