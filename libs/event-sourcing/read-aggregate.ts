import type { EventStore } from '@reeve/event-store';
import type { Decider, DomainEvent } from './decider.js';
import { toReeveError } from './store-errors.js';

/** An aggregate as the log has it now, past every cache: for what must not be decided on what another process has changed. */
export async function readAggregate<State, Event extends DomainEvent>(
  eventStore: EventStore,
  decider: Pick<Decider<State, never, Event>, 'initialState' | 'evolve'>,
  stream: string,
): Promise<State> {
  let state = decider.initialState;
  try {
    for await (const event of eventStore.readStream(stream)) {
      state = decider.evolve(state, event as unknown as Event, event.revision);
    }
  } catch (error) {
    throw toReeveError(error);
  }
  return state;
}
