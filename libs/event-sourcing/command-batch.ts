import { eventBytes, MAX_APPEND_BYTES, MAX_APPEND_EVENTS } from '@reeve/event-store';
import type { AppendResult, EventToAppend } from '@reeve/event-store';
import { rememberCommand } from './aggregate.js';
import type { Aggregate, CommandMark } from './aggregate.js';
import type { Decider, DomainEvent } from './decider.js';
import { eventId } from './event-id.js';
import { addMilestone } from './milestones.js';
import type { PendingCommand } from './pending-command.js';
import { changeTooLarge } from './store-errors.js';

/** Commands decided together; bounds what one failed append has to be told to. */
const MAX_BATCH_COMMANDS = 500;

interface Decided<State, Command, Event> {
  readonly pending: PendingCommand<State, Command, Event>;
  /** @param result of the append that the command was part of; undefined when there was nothing to append. */
  readonly settle: (result: AppendResult | undefined) => void;
}

/** Commands that are decided one upon the other and appended together. */
export class CommandBatch<State, Command, Event extends DomainEvent> {
  readonly events: EventToAppend[] = [];
  private decided: Decided<State, Command, Event>[] = [];
  private readonly marks: { readonly id: string; readonly mark: Omit<CommandMark, 'position'> }[] = [];
  private bytes = 0;
  private state: State;
  private revision: number;

  constructor(
    private readonly stream: string,
    private readonly base: Aggregate<State>,
    private readonly decider: Decider<State, Command, Event>,
  ) {
    this.state = base.state;
    this.revision = base.revision ?? -1;
  }

  get hasRoom(): boolean {
    return this.decided.length < MAX_BATCH_COMMANDS;
  }

  /** Commands. */
  get size(): number {
    return this.decided.length;
  }

  get isEmpty(): boolean {
    return this.decided.length === 0;
  }

  /** Epoch milliseconds: when the last of those who wait gives up. */
  get deadline(): number {
    return Math.max(...this.decided.map(({ pending }) => pending.context.deadline));
  }

  /** Decides a command on the state that those before it will have made. @returns false when it must go into the next batch. */
  take(pending: PendingCommand<State, Command, Event>): boolean {
    if (this.marks.some(({ id }) => id === pending.context.commandId)) return false;
    let events: readonly Event[];
    try {
      events = this.decider.decide(pending.command, this.state);
    } catch (error) {
      this.decided.push({ pending, settle: () => pending.reject(error) });
      return true;
    }
    const toAppend = events.map((event, index) => this.toAppend(pending, event, index));
    const bytes = toAppend.reduce((sum, event) => sum + eventBytes(event), 0);
    if (bytes > MAX_APPEND_BYTES || toAppend.length > MAX_APPEND_EVENTS) {
      pending.reject(changeTooLarge(bytes));
      return true;
    }
    if (this.bytes + bytes > MAX_APPEND_BYTES || this.events.length + toAppend.length > MAX_APPEND_EVENTS) {
      return false;
    }
    for (const event of events) {
      this.revision += 1;
      this.state = this.decider.evolve(this.state, event, this.revision);
    }
    this.events.push(...toAppend);
    this.bytes += bytes;
    this.accept(pending, events);
    return true;
  }

  /** Brings the aggregate to where the append has brought its stream, and answers all: refusals were decided on what now is. */
  appended(result: AppendResult): void {
    const { base, state, revision } = this;
    const { position } = result;
    // The mark last: V8 gives every object that is begun with a spread, and gets more, a hidden class of its own, 300 bytes.
    for (const { id, mark } of this.marks) rememberCommand(base, id, { position, ...mark });
    addMilestone(base.milestones, state, revision);
    Object.assign(base, { state, revision, position, eventId: this.events.at(-1)?.id });
    for (const { settle } of this.decided) settle(result);
  }

  /**
   * For a batch that appends nothing: answers those that came before the stream was last seen to be as they were decided on.
   *
   * @returns the others, which have to be decided again.
   */
  settleConfirmed(): PendingCommand<State, Command, Event>[] {
    const { confirmedAt } = this.base;
    const open: Decided<State, Command, Event>[] = [];
    for (const decided of this.decided) {
      if (decided.pending.arrivedAt <= confirmedAt) decided.settle(undefined);
      else open.push(decided);
    }
    this.decided = open;
    return this.giveBack();
  }

  /** Nothing of what was decided has come to be, refusals included, since they were decided on it. */
  giveBack(): PendingCommand<State, Command, Event>[] {
    return this.decided.map(({ pending }) => pending);
  }

  private accept(pending: PendingCommand<State, Command, Event>, events: readonly Event[]): void {
    const { state } = this;
    const revision = this.revision < 0 ? undefined : this.revision;
    if (events.length > 0) {
      const first = this.revision - events.length + 1;
      const mark = { hash: pending.context.commandHash, first, revision: this.revision };
      this.marks.push({ id: pending.context.commandId, mark });
    }
    const before = this.base.position;
    this.decided.push({
      pending,
      settle: (result) =>
        pending.resolve({
          state,
          events,
          revision,
          position: result?.position ?? before,
          occurredAt: pending.metadata.occurredAt,
          repeated: false,
        }),
    });
  }

  private toAppend(
    { context, metadata }: PendingCommand<State, Command, Event>,
    event: Event,
    index: number,
  ): EventToAppend {
    return {
      id: eventId(context.commandId, this.stream, index),
      type: event.type,
      data: event.data,
      metadata: { ...metadata, actor: { ...metadata.actor } },
    };
  }
}
