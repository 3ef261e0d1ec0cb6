import { setTimeout as delay } from 'node:timers/promises';
import { errors } from '@reeve/contracts';
import type { CallContext, EventMetadata } from '@reeve/contracts';
import {
  AppendOutcomeUnknownError,
  eventBytes,
  MAX_APPEND_BYTES,
  MAX_APPEND_EVENTS,
  VersionConflictError,
} from '@reeve/event-store';
import type { AppendResult, EventStore, EventToAppend, Position } from '@reeve/event-store';
import { LRUCache } from 'lru-cache';
import type { Decider, DomainEvent } from './decider.js';
import { eventId } from './event-id.js';
import type { EventStamp } from './event-stamp.js';
import { addMilestone, milestoneBefore } from './milestones.js';
import type { Milestone } from './milestones.js';
import { changeTooLarge, toReeveError } from './store-errors.js';

/** Retries of a command whose stream somebody else appended to meanwhile. */
const MAX_CONFLICT_RETRIES = 3;
/** Commands of one aggregate that are remembered, so that a repeated one is not carried out again: 250 bytes each. */
const REMEMBERED_COMMANDS = 100_000;
const CACHED_AGGREGATES = 10_000;
/** Between an append whose answer was lost and its repetition: a store that fails at once must not keep the process busy. */
const REPEAT_PAUSE_MS = 10;
/** Commands decided together; bounds what one failed append has to be told to. */
const MAX_BATCH_COMMANDS = 500;

export interface Outcome<State, Event> {
  /** Right after this command (or, for a repeated one, right after it was first carried out). */
  readonly state: State;
  /** What it led to; empty when there was nothing to change. */
  readonly events: readonly Event[];
  /** Of the stream's last event then; undefined while it has none. */
  readonly revision: number | undefined;
  /** Of the last event of the append this command was part of: wait for it, and reads show the command. */
  readonly position: Position | undefined;
  /** It had been carried out before, under the same command id. */
  readonly repeated: boolean;
}

export interface AggregateRunnerOptions<State, Command, Event extends DomainEvent> {
  readonly eventStore: EventStore;
  readonly decider: Decider<State, Command, Event>;
  readonly stamp: EventStamp;
}

/** Where a command that was carried out has brought its stream. */
interface CommandMark {
  readonly hash: string | null;
  /** Revision of its first event. */
  readonly first: number;
  /** Revision of its last event. */
  readonly revision: number;
  readonly position: Position;
}

/** An aggregate as it stands after the last event known to this process. */
interface Aggregate<State> {
  state: State;
  revision: number | undefined;
  position: Position | undefined;
  /** By command id, oldest first. */
  readonly commands: Map<string, CommandMark>;
  /** Oldest first. */
  readonly milestones: Milestone<State>[];
}

interface Pending<State, Command, Event> {
  readonly command: Command;
  readonly context: CallContext;
  readonly metadata: EventMetadata;
  conflicts: number;
  readonly resolve: (outcome: Outcome<State, Event>) => void;
  readonly reject: (error: unknown) => void;
}

type Settle = (result: AppendResult | undefined) => void;

/**
 * Runs the commands of one kind of aggregate. Commands on one stream are decided in turn on its cached state, and those
 * that wait while an append is under way go together into the next one: a hot stream is bound by batches, not by round
 * trips. The exact revision expected at each append makes the cache safe when other processes append too.
 */
export class AggregateRunner<State, Command, Event extends DomainEvent> {
  private readonly cache = new LRUCache<string, Aggregate<State>>({ max: CACHED_AGGREGATES });
  private readonly mailboxes = new Map<string, Pending<State, Command, Event>[]>();

  constructor(private readonly options: AggregateRunnerOptions<State, Command, Event>) {}

  /**
   * @throws ReeveError what `decide` refused with; `CONCURRENT-CHANGE` 409 after {@link MAX_CONFLICT_RETRIES} lost races;
   *   `UNAVAILABLE`, `OUTCOME-UNKNOWN`, `STORAGE-FULL` 503; `DEADLINE-EXCEEDED` 504 when its turn came too late;
   *   `IDEMPOTENCY-KEY-REUSED` 422 when its id was used for another command; `CHANGE-TOO-LARGE` 413.
   */
  async execute(stream: string, command: Command, context: CallContext): Promise<Outcome<State, Event>> {
    const metadata = await this.options.stamp(context);
    return await new Promise((resolve, reject) => {
      const pending = { command, context, metadata, conflicts: 0, resolve, reject };
      const mailbox = this.mailboxes.get(stream);
      if (mailbox === undefined) {
        this.mailboxes.set(stream, [pending]);
        void this.drain(stream);
      } else {
        mailbox.push(pending);
      }
    });
  }

  /** The aggregate as this process knows it, read from the store when it is not cached. May be behind other processes. */
  async load(stream: string): Promise<{ readonly state: State; readonly revision: number | undefined }> {
    return await this.aggregate(stream);
  }

  /** Works until the mailbox is empty, then removes it. Never throws: every failure belongs to the commands it met. */
  private async drain(stream: string): Promise<void> {
    for (
      let mailbox = this.mailboxes.get(stream);
      mailbox !== undefined;
      mailbox = this.mailboxes.get(stream)
    ) {
      if (mailbox.length === 0) {
        this.mailboxes.delete(stream);
        return;
      }
      try {
        await this.runBatch(stream, await this.aggregate(stream), mailbox);
      } catch (error) {
        this.cache.delete(stream);
        for (const pending of mailbox.splice(0)) pending.reject(toReeveError(error));
      }
    }
  }

  private async runBatch(
    stream: string,
    aggregate: Aggregate<State>,
    mailbox: Pending<State, Command, Event>[],
  ): Promise<void> {
    const batch = new Batch<State, Command, Event>(stream, aggregate, this.options.decider);
    const repeated: Pending<State, Command, Event>[] = [];
    for (let pending = mailbox[0]; pending !== undefined && batch.hasRoom; pending = mailbox[0]) {
      if (pending.context.deadline <= Date.now()) pending.reject(errors.deadlineExceeded('command'));
      else if (aggregate.commands.has(pending.context.commandId)) repeated.push(pending);
      else if (!batch.take(pending)) break;
      mailbox.shift();
    }
    if (repeated.length > 0) await this.answerRepeated(stream, aggregate, repeated);
    if (batch.isEmpty) return;
    try {
      const result = await this.commit(stream, batch, aggregate);
      this.cache.set(stream, batch.committed(result));
      batch.settle(result);
    } catch (error) {
      this.cache.delete(stream);
      mailbox.unshift(...batch.giveBack(error));
    }
  }

  /** Appends what was decided; when that is nothing, makes sure that it was decided on the stream as it is. */
  private async commit(
    stream: string,
    batch: Batch<State, Command, Event>,
    { revision }: Aggregate<State>,
  ): Promise<AppendResult | undefined> {
    if (batch.events.length > 0) return await this.append(stream, batch, revision);
    const actual = await this.lastRevision(stream);
    if (actual !== revision) throw new VersionConflictError(stream, revision ?? 'new', actual);
    return undefined;
  }

  private async lastRevision(stream: string): Promise<number | undefined> {
    for await (const event of this.options.eventStore.readStream(stream, {
      direction: 'backwards',
      limit: 1,
    })) {
      return event.revision;
    }
    return undefined;
  }

  /** An append whose answer was lost is repeated, same ids and same revision, until it is answered or nobody waits. */
  private async append(
    stream: string,
    batch: Batch<State, Command, Event>,
    revision: number | undefined,
  ): Promise<AppendResult> {
    const { deadline } = batch;
    for (;;) {
      try {
        return await this.options.eventStore.append(stream, batch.events, revision ?? 'new', { deadline });
      } catch (error) {
        if (!(error instanceof AppendOutcomeUnknownError) || Date.now() >= deadline) throw error;
        await delay(REPEAT_PAUSE_MS);
      }
    }
  }

  private async aggregate(stream: string): Promise<Aggregate<State>> {
    const cached = this.cache.get(stream);
    if (cached !== undefined) return cached;
    const loaded = await this.replay(stream);
    this.cache.set(stream, loaded);
    return loaded;
  }

  private async replay(stream: string): Promise<Aggregate<State>> {
    const { eventStore, decider } = this.options;
    const aggregate: Aggregate<State> = {
      state: decider.initialState,
      revision: undefined,
      position: undefined,
      commands: new Map(),
      milestones: [],
    };
    for await (const event of eventStore.readStream(stream)) {
      aggregate.state = decider.evolve(aggregate.state, event as unknown as Event, event.revision);
      aggregate.revision = event.revision;
      aggregate.position = event.position;
      const { commandId, commandHash } = event.metadata as unknown as EventMetadata;
      const { revision, position } = event;
      const first = aggregate.commands.get(commandId)?.first ?? revision;
      remember(aggregate.commands, commandId, { hash: commandHash, first, revision, position });
      addMilestone(aggregate.milestones, aggregate.state, revision);
    }
    return aggregate;
  }

  /** Answers as the first time: one pass over a part of the stream finds where each of the commands had brought it. */
  private async answerRepeated(
    stream: string,
    { commands, milestones }: Aggregate<State>,
    repeated: readonly Pending<State, Command, Event>[],
  ): Promise<void> {
    const { eventStore, decider } = this.options;
    const asked = new Map<
      string,
      { readonly events: Event[]; readonly pending: Pending<State, Command, Event>[] }
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
        for (const { resolve } of entry?.pending ?? []) {
          resolve({ state, events: entry?.events ?? [], revision, position, repeated: true });
        }
      }
    } catch (error) {
      for (const { pending } of asked.values()) for (const { reject } of pending) reject(toReeveError(error));
    }
  }
}

/** Commands that are decided one upon the other and appended together. */
class Batch<State, Command, Event extends DomainEvent> {
  readonly events: EventToAppend[] = [];
  private readonly taken: { readonly pending: Pending<State, Command, Event>; readonly settle: Settle }[] =
    [];
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
    return this.taken.length < MAX_BATCH_COMMANDS;
  }

  get isEmpty(): boolean {
    return this.taken.length === 0;
  }

  /** Epoch milliseconds: when the last of those who wait gives up. */
  get deadline(): number {
    return Math.max(...this.taken.map(({ pending }) => pending.context.deadline));
  }

  /** Decides a command on the state that those before it will have made. @returns false when it must go into the next batch. */
  take(pending: Pending<State, Command, Event>): boolean {
    if (this.marks.some(({ id }) => id === pending.context.commandId)) return false;
    let decided: readonly Event[];
    try {
      decided = this.decider.decide(pending.command, this.state);
    } catch (error) {
      this.taken.push({ pending, settle: () => pending.reject(error) });
      return true;
    }
    const events = decided.map((event, index) => this.toAppend(pending, event, index));
    const bytes = events.reduce((sum, event) => sum + eventBytes(event), 0);
    if (bytes > MAX_APPEND_BYTES || events.length > MAX_APPEND_EVENTS) {
      pending.reject(changeTooLarge(bytes));
      return true;
    }
    if (this.bytes + bytes > MAX_APPEND_BYTES || this.events.length + events.length > MAX_APPEND_EVENTS)
      return false;
    for (const event of decided) {
      this.revision += 1;
      this.state = this.decider.evolve(this.state, event, this.revision);
    }
    this.events.push(...events);
    this.bytes += bytes;
    this.accept(pending, decided);
    return true;
  }

  /** Answers all, refusals included: they too were decided on a state that now is. */
  settle(result: AppendResult | undefined): void {
    for (const { settle } of this.taken) settle(result);
  }

  /** The aggregate after the append; without one it is what it was. */
  committed(result: AppendResult | undefined): Aggregate<State> {
    if (result === undefined) return this.base;
    const { state, revision } = this;
    const { position } = result;
    const { commands, milestones } = this.base;
    for (const { id, mark } of this.marks) remember(commands, id, { ...mark, position });
    addMilestone(milestones, state, revision);
    return { state, revision, position, commands, milestones };
  }

  /**
   * After a failed append: nothing of what was decided has come to be, refusals included, since they were decided on it.
   *
   * @returns those to decide again: after a conflict everybody who has a retry left. The others are told what happened.
   */
  giveBack(error: unknown): Pending<State, Command, Event>[] {
    const again: Pending<State, Command, Event>[] = [];
    for (const { pending } of this.taken) {
      pending.conflicts += 1;
      if (error instanceof VersionConflictError && pending.conflicts <= MAX_CONFLICT_RETRIES)
        again.push(pending);
      else pending.reject(toReeveError(error));
    }
    return again;
  }

  private accept(pending: Pending<State, Command, Event>, events: readonly Event[]): void {
    const { state } = this;
    const revision = this.revision < 0 ? undefined : this.revision;
    if (events.length > 0) {
      const first = this.revision - events.length + 1;
      const mark = { hash: pending.context.commandHash, first, revision: this.revision };
      this.marks.push({ id: pending.context.commandId, mark });
    }
    this.taken.push({
      pending,
      settle: (result) =>
        pending.resolve({
          state,
          events,
          revision,
          position: result?.position ?? this.base.position,
          repeated: false,
        }),
    });
  }

  private toAppend(
    { context, metadata }: Pending<State, Command, Event>,
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

function remember(commands: Map<string, CommandMark>, id: string, mark: CommandMark): void {
  commands.delete(id);
  commands.set(id, mark);
  if (commands.size <= REMEMBERED_COMMANDS) return;
  for (const oldest of commands.keys()) {
    commands.delete(oldest);
    return;
  }
}
