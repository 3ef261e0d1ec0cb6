import type { EventActor, JsonObject } from '@reeve/contracts';
import type { Position, RecordedEvent } from '@reeve/event-store';
import fc from 'fast-check';

export interface EventFacts {
  readonly type: string;
  readonly stream: string;
  readonly data?: JsonObject;
  readonly actor?: Partial<EventActor>;
  /** Epoch milliseconds. */
  readonly at?: number;
}

export const AT = Date.UTC(2026, 0, 31, 12);

/** An event as the log has it, the nth in it. */
export function recordedEvent(
  nth: number,
  { type, stream, data = {}, actor = {}, at = AT }: EventFacts,
): RecordedEvent {
  return {
    id: `00000000-0000-4000-8000-${String(nth).padStart(12, '0')}`,
    type,
    stream,
    revision: nth,
    position: String(nth).padStart(12, '0') as Position,
    recordedAt: new Date(at + 5).toISOString(),
    data,
    metadata: {
      $correlationId: `request-${nth}`,
      $causationId: `command-${nth}`,
      commandId: `command-${nth}`,
      commandHash: null,
      occurredAt: new Date(at).toISOString(),
      actor: { kind: 'user', id: 'ada', role: 'admin', origin: null, ...actor },
    },
  };
}

/** Logs of a few kinds of events by a few people on a few things, many within one second. */
export const anyLog: fc.Arbitrary<readonly RecordedEvent[]> = fc
  .array(
    fc.record({
      type: fc.constantFrom('things.plan.priced.v1', 'things.plan.dropped.v1', 'things.quota.priced.v1'),
      stream: fc.constantFrom('plan-1', 'plan-2', 'quota-1'),
      data: fc.dictionary(fc.string(), fc.jsonValue() as fc.Arbitrary<JsonObject>, { maxKeys: 2 }),
      actor: fc.record({ id: fc.constantFrom('ada', 'bob', null) }),
      at: fc.integer({ min: 0, max: 4 }).map((second) => AT + second * 1000),
    }),
    { maxLength: 40 },
  )
  .map((facts) => facts.map((fact, index) => recordedEvent(index + 1, fact)));
