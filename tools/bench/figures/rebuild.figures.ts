import { program, run } from '../child.js';
import { newDataFolder } from '../data-folders.js';
import type { Rebuild } from '../programs/rebuild.js';
import { ROUNDS } from '../rounds.js';
import type { Figure } from './figure.js';

const EVENTS = 50_000;

export async function rebuildFigures(): Promise<readonly Figure[]> {
  const perSecond = await run<readonly number[]>(program('rebuild'), {
    folder: newDataFolder(),
    events: EVENTS,
    rounds: ROUNDS,
  } satisfies Rebuild);
  return [
    {
      name: `audit projection rebuilt from ${EVENTS.toLocaleString('en')} events`,
      rounds: perSecond,
      unit: 'events/s',
      wanted: { atLeast: 10_000 },
    },
  ];
}
