import { ANONYMOUS, ReeveError } from '@reeve/contracts';
import type { CallContext } from '@reeve/contracts';
import { v4 } from 'uuid';
import type { Decider, DomainEvent } from '../decider.js';
import { createEventStamp } from '../event-stamp.js';

/** A counter that goes up to a limit: the smallest aggregate that can refuse, change nothing, and be raced for. */
export interface Counter {
  readonly value: number;
  readonly revision: number | undefined;
}
export type CounterCommand = { readonly add: number } | { readonly set: number };

export const LIMIT = 1_000;

export const counter: Decider<Counter, CounterCommand, DomainEvent> = {
  initialState: { value: 0, revision: undefined },
  decide: (command, state) => {
    const value = 'add' in command ? state.value + command.add : command.set;
    if (value > LIMIT) throw new ReeveError('COUNTER-FULL', 409, 'The counter is full');
    return value === state.value ? [] : [{ type: 'test.counter.moved.v1', data: { value } }];
  },
  evolve: (state, { type, data }, revision) =>
    type === 'test.counter.moved.v1' ? { value: data['value'] as number, revision } : state,
};

export const stamp = createEventStamp(() => Promise.resolve(null));

export function newCall(over: Partial<CallContext> = {}): CallContext {
  return {
    principal: ANONYMOUS,
    requestId: 'request-1',
    commandId: v4(),
    commandHash: null,
    deadline: Date.now() + 10_000,
    ip: null,
    userAgent: null,
    traceparent: null,
    ...over,
  };
}
