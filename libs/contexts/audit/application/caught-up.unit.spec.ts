import type { ProjectionProgress } from '@reeve/event-sourcing';
import { openMemoryEventStore } from '@reeve/event-store/memory';
import { describe, expect, it } from 'vitest';
import { followsLog } from './caught-up.js';

const DEADLINE = Number.MAX_SAFE_INTEGER;
const EVENT = {
  id: '0d4f2b3a-5f0e-4a8e-9d63-7f6a1f8f0001',
  type: 'things.plan.priced.v1',
  data: {},
  metadata: {},
};

function following(waitFor: ProjectionProgress['waitFor']) {
  const eventStore = openMemoryEventStore();
  return { eventStore, caughtUp: followsLog(eventStore, { waitFor }) };
}

const neverAsked = () => Promise.reject(new Error('Nobody had to wait'));

describe('whether the entries have come as far as the log', () => {
  it('is no question while the log is empty', async () => {
    const { caughtUp } = following(neverAsked);

    expect(await caughtUp(DEADLINE)).toBe(true);
  });

  it.each([true, false])('is what waiting for the last event comes to: %s', async (reached) => {
    const waited: unknown[] = [];
    const { eventStore, caughtUp } = following((...asked) => {
      waited.push(asked);
      return Promise.resolve(reached);
    });
    const { position } = await eventStore.append('plan-1', [EVENT], 'new', { deadline: DEADLINE });

    expect(await caughtUp(DEADLINE)).toBe(reached);
    expect(waited).toEqual([[position, DEADLINE]]);
  });

  it('is denied while the log is away, so that what there is can still be read', async () => {
    const { eventStore, caughtUp } = following(neverAsked);
    await eventStore.close();

    expect(await caughtUp(DEADLINE)).toBe(false);
  });
});
