import { openMemoryEventStore } from '@reeve/event-store/memory';
import { describe, expect, it } from 'vitest';
import { followsLog } from './caught-up.js';

const event = {
  id: '0d4f2b3a-5f0e-4a8e-9d63-7f6a1f8f0001',
  type: 'things.plan.priced.v1',
  data: {},
  metadata: {},
};
const deadline = Number.MAX_SAFE_INTEGER;

describe('whether the entries have come as far as the log', () => {
  it('is not asked of anybody while the log is empty', async () => {
    const caughtUp = followsLog(openMemoryEventStore(), { waitFor: () => Promise.resolve(false) });

    expect(await caughtUp(deadline)).toBe(true);
  });

  it.each([true, false])('is what the projection says of the last event: %s', async (said) => {
    const eventStore = openMemoryEventStore();
    const { position } = await eventStore.append('plan-1', [event], 'new', { deadline });
    const asked: unknown[] = [];
    const caughtUp = followsLog(eventStore, {
      waitFor: (...of) => {
        asked.push(of);
        return Promise.resolve(said);
      },
    });

    expect(await caughtUp(deadline)).toBe(said);
    expect(asked).toEqual([[position, deadline]]);
  });

  it('is denied while the log is away, so that what there is can still be read', async () => {
    const eventStore = openMemoryEventStore();
    await eventStore.close();
    const caughtUp = followsLog(eventStore, { waitFor: () => Promise.resolve(true) });

    expect(await caughtUp(deadline)).toBe(false);
  });
});
