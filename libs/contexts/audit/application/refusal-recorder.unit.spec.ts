import { ANONYMOUS, REQUEST_REFUSED } from '@reeve/contracts';
import type { CallContext } from '@reeve/contracts';
import { refusalDecider } from '@reeve/audit/domain';
import { AggregateRunner, createEventStamp } from '@reeve/event-sourcing';
import type { EventStore, RecordedEvent } from '@reeve/event-store';
import { openMemoryEventStore } from '@reeve/event-store/memory';
import { describe, expect, it } from 'vitest';
import { RefusalRecorder } from './refusal-recorder.js';

const refused = {
  method: 'GET',
  route: '/api/v1/config/export',
  capability: 'config.read',
  code: 'AUTH-FORBIDDEN',
};
const call: CallContext = {
  principal: { ...ANONYMOUS, kind: 'user', id: 'bob', role: 'user' },
  requestId: 'request-1',
  commandId: '0d4f2b3a-5f0e-4a8e-9d63-7f6a1f8f0001',
  commandHash: 'the hash of what was asked',
  deadline: Date.now() + 60_000,
  ip: null,
  userAgent: null,
  traceparent: null,
};

function recorder() {
  const eventStore = openMemoryEventStore();
  const stamp = createEventStamp(() => Promise.resolve('sealed'));
  const ids = ['0d4f2b3a-5f0e-4a8e-9d63-7f6a1f8f1111', '0d4f2b3a-5f0e-4a8e-9d63-7f6a1f8f2222'];
  return {
    eventStore,
    refusals: new RefusalRecorder(
      new AggregateRunner({ eventStore, decider: refusalDecider, stamp }),
      () => ids.shift() ?? 'no more ids',
    ),
  };
}

async function everything(eventStore: EventStore): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of eventStore.readAll()) events.push(event);
  return events;
}

describe('recording a refusal', () => {
  it('appends one event to a stream of its own, with who asked and where from', async () => {
    const { eventStore, refusals } = recorder();

    await refusals.record(refused, call);

    const events = await everything(eventStore);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      stream: 'refusal-0d4f2b3a-5f0e-4a8e-9d63-7f6a1f8f1111',
      type: REQUEST_REFUSED,
      data: refused,
      metadata: {
        $correlationId: 'request-1',
        actor: { kind: 'user', id: 'bob', role: 'user', origin: 'sealed' },
      },
    });
  });

  it('hides nothing behind an Idempotency-Key that is used again', async () => {
    const { eventStore, refusals } = recorder();

    await refusals.record(refused, call);
    await refusals.record(
      { ...refused, route: '/api/v1/config/import' },
      { ...call, commandHash: 'another' },
    );

    const events = await everything(eventStore);
    expect(events.map(({ data }) => data['route'])).toEqual([
      '/api/v1/config/export',
      '/api/v1/config/import',
    ]);
  });
});
