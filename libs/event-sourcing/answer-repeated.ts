import { errors } from '@reeve/contracts';
import type { EventMetadata } from '@reeve/contracts';
import type { EventStore } from '@reeve/event-store';
import type { Aggregate } from './aggregate.js';
import type { Decider, DomainEvent } from './decider.js';
import { milestoneBefore } from './milestones.js';
import type { PendingCommand } from './pending-command.js';
import { toReeveError } from './store-errors.js';

/**
 * Answers commands that were carried out before as the first time: one pass over a part of the stream finds where each of
 * them had brought it. `IDEMPOTENCY-KEY-REUSED` for one that asks for something else than it did then.
 */
export async function answerRepeated<State, Command, Event extends DomainEvent>(
  eventStore: EventStore,
  decider: Decider<State, Command, Event>,
  stream: string,
  { commands, milestones }: Aggregate<State>,
  repeated: readonly PendingCommand<State, Command, Event>[],
): Promise<void> {
  const asked = new Map<
    string,
    { readonly events: Event[]; readonly pending: PendingCommand<State, Command, Event>[] }
  >();
  let first = Infinity;
  let last = -1;
  for (const pending of repeated) {
    const { commandId, commandHash } = pending.context;
    const mark = commands.get(commandId);
    if (mark?.hash !== commandHash) {
      pending.reject(errors.idempotencyKeyReused());
      continue;
    }
    first = Math.min(first, mark.first);
    last = Math.max(last, mark.revision);
    const entry = asked.get(commandId) ?? { events: [], pending: [] };
    entry.pending.push(pending);
    asked.set(commandId, entry);
  }
  if (asked.size === 0) return;
  const before = milestoneBefore(milestones, first);
  const from = before === undefined ? 0 : before.revision + 1;
  try {
    let state = before?.state ?? decider.initialState;
    for await (const recorded of eventStore.readStream(stream, { from, limit: last + 1 - from })) {
      const event = recorded as unknown as Event;
      state = decider.evolve(state, event, recorded.revision);
      const commandId = recorded.metadata['commandId'] as string;
      const entry = asked.get(commandId);
      entry?.events.push(event);
      const mark = commands.get(commandId);
      if (mark?.revision !== recorded.revision) continue;
      const { revision, position } = mark;
      const { occurredAt } = recorded.metadata as unknown as EventMetadata;
      for (const { resolve } of entry?.pending ?? []) {
        const { events } = entry ?? { events: [] };
        resolve({ state, events, revision, position, occurredAt, repeated: true });
      }
    }
  } catch (error) {
    for (const { pending } of asked.values()) for (const { reject } of pending) reject(toReeveError(error));
  }
}
