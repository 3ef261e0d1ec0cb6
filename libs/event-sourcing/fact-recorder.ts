import type { CallContext } from '@reeve/contracts';
import type { EventStore } from '@reeve/event-store';
import { AggregateRunner } from './aggregate-runner.js';
import type { Decider, DomainEvent } from './decider.js';
import type { EventStamp } from './event-stamp.js';
import type { Outcome } from './aggregate-runner.js';

/** Something that simply happened: nothing to decide but that it is recorded once. */
const fact: Decider<boolean, DomainEvent, DomainEvent> = {
  initialState: false,
  decide: (event, recorded) => (recorded ? [] : [event]),
  evolve: () => true,
};

/** Records facts that no aggregate decides on (a refusal, a disclosure), each in a stream of its own. */
export class FactRecorder {
  private readonly runner: AggregateRunner<boolean, DomainEvent, DomainEvent>;

  constructor(eventStore: EventStore, stamp: EventStamp) {
    this.runner = new AggregateRunner({ eventStore, stamp, decider: fact });
  }

  /**
   * The stream is `<prefix>-<command id>`, so that a repeated command records nothing twice.
   *
   * @throws ReeveError as {@link AggregateRunner.execute} does.
   */
  async record(
    prefix: string,
    event: DomainEvent,
    call: CallContext,
  ): Promise<Outcome<boolean, DomainEvent>> {
    return await this.runner.execute(`${prefix}-${call.commandId}`, event, call);
  }
}
