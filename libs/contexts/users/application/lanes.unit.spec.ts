import { describe, expect, it } from 'vitest';
import { inLanes } from './lanes.js';

/** Works that end in turn, one turn of the event loop each, and the most of them that ran at once. */
function works(count: number) {
  const seen = { running: 0, most: 0, done: 0 };
  const work = async () => {
    seen.running += 1;
    seen.most = Math.max(seen.most, seen.running);
    await new Promise((resolve) => setImmediate(resolve));
    seen.running -= 1;
    seen.done += 1;
  };
  return { seen, works: Array.from({ length: count }, () => work) };
}

describe('Works in lanes', () => {
  it('are all done, no more at once than their kind has lanes', async () => {
    const light = works(20);
    const heavy = works(5);
    await inLanes([
      { works: light.works, lanes: 4 },
      { works: heavy.works, lanes: 2 },
    ]);
    expect(light.seen).toEqual({ running: 0, most: 4, done: 20 });
    expect(heavy.seen).toEqual({ running: 0, most: 2, done: 5 });
  });

  it('begin some at a time, so that others get a turn before the last', async () => {
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    let hadOthers = false;
    void turn().then(() => (hadOthers = true));
    const begun: boolean[] = [];
    const work = async () => {
      begun.push(hadOthers);
      await turn();
    };
    await inLanes([{ works: Array.from({ length: 200 }, () => work), lanes: 200 }]);
    expect([begun[0], begun.at(-1), begun.length]).toEqual([false, true, 200]);
  });

  it('are not begun after one has failed, and those under way are waited for', async () => {
    const { seen, works: others } = works(10);
    const failing = () => Promise.reject(new Error('away'));
    await expect(inLanes([{ works: [failing, ...others], lanes: 3 }])).rejects.toThrow('away');
    expect(seen.running).toBe(0);
    expect(seen.done).toBeLessThan(10);
  });
});
