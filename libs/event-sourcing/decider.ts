import type { JsonObject } from '@reeve/contracts';

/** A fact of a context: its wire type `context.entity.fact.vN` and its payload. */
export interface DomainEvent {
  readonly type: string;
  readonly data: JsonObject;
}

/**
 * A piece of domain logic as three pure values: no clock, no random, no I/O. Ids, time and actor arrive in the
 * command; `decide` throws a ReeveError to refuse, and returns no event when there is nothing to change.
 */
export interface Decider<State, Command, Event extends DomainEvent> {
  readonly initialState: State;
  decide(command: Command, state: State): readonly Event[];
  /** Must ignore types it does not know: events of a later version may stand in the stream. */
  evolve(state: State, event: Event, revision: number): State;
}
