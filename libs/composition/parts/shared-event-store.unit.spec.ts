import { openMemoryEventStore } from '@reeve/event-store/memory';
import { describe, expect, it } from 'vitest';
import { shareEventStore } from './shared-event-store.js';

describe('An event store that services of one process share', () => {
  it('is opened by the first, closed by the last, and then opened anew', async () => {
    const opened: number[] = [];
    const open = () => {
      opened.push(opened.length);
      return openMemoryEventStore();
    };
    const [first, second] = [shareEventStore('esdb://a', open), shareEventStore('esdb://a', open)];
    await first.close();
    await first.close();
    expect(await second.head()).toBeUndefined();
    await second.close();
    await expect(second.head()).rejects.toThrow();
    const third = shareEventStore('esdb://a', open);
    expect(await third.head()).toBeUndefined();
    expect(opened).toEqual([0, 1]);
    await third.close();
  });
});
