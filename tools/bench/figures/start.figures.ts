import { startReeve } from '../reeve.js';
import { rounds } from '../rounds.js';
import type { Figure } from './figure.js';

/** From nothing: an empty data folder each time, so that making the files and the master key is part of it. */
export async function startFigures(): Promise<readonly Figure[]> {
  const starts = await rounds(async () => {
    const server = await startReeve();
    const start = { milliseconds: server.startMs, megabytes: server.residentMB() };
    await server.stop();
    return start;
  });
  return [
    {
      name: 'start to listening, empty data folder',
      rounds: starts.map(({ milliseconds }) => milliseconds),
      unit: 'ms',
      wanted: { atMost: 1500 },
    },
    {
      name: 'resident memory after start',
      rounds: starts.map(({ megabytes }) => megabytes),
      unit: 'MB',
      wanted: { atMost: 150 },
    },
  ];
}
