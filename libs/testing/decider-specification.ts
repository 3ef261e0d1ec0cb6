import { ReeveError } from '@reeve/contracts';
import type { Decider, DomainEvent } from '@reeve/event-sourcing';
import { expect } from 'vitest';

/** Given these events, when this command, then those events: a decider's specification in its own words. */
export class DeciderSpecification<State, Command, Event extends DomainEvent> {
  private constructor(
    private readonly decider: Decider<State, Command, Event>,
    private readonly history: readonly Event[],
    private readonly command: Command,
  ) {}

  static for<State, Command, Event extends DomainEvent>(decider: Decider<State, Command, Event>) {
    return {
      given: (events: readonly Event[]) => ({
        when: (command: Command) => new DeciderSpecification(decider, events, command),
      }),
    };
  }

  then(expected: readonly Event[]): void {
    expect(this.decide()).toEqual(expected);
  }

  thenNothing(): void {
    this.then([]);
  }

  /** @returns the error, for what else is to be said of it. */
  thenThrows(code: string): ReeveError {
    let thrown: unknown;
    try {
      this.decide();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ReeveError);
    expect((thrown as ReeveError).code).toBe(code);
    return thrown as ReeveError;
  }

  private decide(): readonly Event[] {
    const state = this.history.reduce(
      (current, event, revision) => this.decider.evolve(current, event, revision),
      this.decider.initialState,
    );
    return this.decider.decide(this.command, state);
  }
}
