import { describe, expect, it } from 'vitest';
import { StreamTurns } from './stream-turns.js';

const ROUND_TRIP = 4;

/** A process that has appended so often in a row, without a pause, from time 0 on. */
function after(appends: number): { readonly turns: StreamTurns; readonly now: number } {
  const turns = new StreamTurns(() => 0.5);
  let now = 0;
  for (let nth = 0; nth < appends; nth++) turns.appended(now, (now += ROUND_TRIP), 1);
  return { turns, now };
}

describe('the turns on a stream', () => {
  it('are all of a process that is alone, but for a pause after every 64 appends in a row', () => {
    for (const [appends, pause] of [
      [1, 0],
      [63, 0],
      [64, 3 * ROUND_TRIP],
      [65, 0],
      [128, 3 * ROUND_TRIP],
    ] as const) {
      const { turns, now } = after(appends);
      expect(turns.pauseMs(now)).toBe(pause);
    }
  });

  it('take no pause of a process that was idle anyway', () => {
    const { turns, now } = after(64);
    expect(turns.pauseMs(now + 3 * ROUND_TRIP)).toBe(0);
    turns.appended(now + 100, now + 104, 1);
    expect(turns.pauseMs(now + 104)).toBe(0);
  });

  it('go to the others after each append, until four met nobody', () => {
    const { turns } = after(1);
    turns.metOthers();
    const pauses = Array.from({ length: 5 }, (_, nth) => {
      const now = 100 * (nth + 1);
      turns.appended(now - ROUND_TRIP, now, 1);
      return turns.pauseMs(now);
    });
    expect(pauses).toEqual([6, 6, 6, 0, 0]);
  });

  it('are tried for again at once after a lost race, then at random', () => {
    const { turns, now } = after(1);
    turns.lost();
    expect(turns.pauseMs(now)).toBe(0);
    turns.lost();
    expect(turns.pauseMs(now)).toBe(ROUND_TRIP / 2);
  });

  it('let commands come together for half a round trip, where the last append was of several', () => {
    const { turns, now } = after(1);
    expect(turns.gatheringMs(now)).toBe(0);
    turns.appended(now, now + ROUND_TRIP, 2);
    expect(turns.gatheringMs(now + ROUND_TRIP)).toBe(ROUND_TRIP / 2);
    // Long after it, whoever comes comes alone.
    expect(turns.gatheringMs(now + 5 * ROUND_TRIP)).toBe(0);
    turns.appended(now, now + 100, 2);
    expect(turns.gatheringMs(now + 100)).toBe(5);
    turns.appended(now, now + 1, 2);
    expect(turns.gatheringMs(now + 1)).toBe(0);
  });

  it('never keep a process waiting for longer than 50 ms', () => {
    const turns = new StreamTurns(() => 0.99);
    turns.appended(0, 5_000, 1);
    turns.metOthers();
    expect(turns.pauseMs(5_000)).toBe(50);
  });
});
