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
import { toReeveError } from './store-errors.js';

/** Retries of a command whose stream somebody else appended to meanwhile. */
const MAX_CONFLICT_RETRIES = 3;
/** Commands of one aggregate that are remembered, so that a repeated one answers as it did the first time. */
const REMEMBERED_COMMANDS = 10_000;
const CACHED_AGGREGATES = 10_000;
/** Leaves room in the one mebibyte of an append for what the store adds. */
const BATCH_BYTES = MAX_APPEND_BYTES - 16 * 1024;

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

interface CommandMark {
  readonly hash: string | null;
  revision: number;
  position: Position | undefined;
}

interface Aggregate<State> {
  state: State;
  revision: number | undefined;
  position: Position | undefined;
  /** By command id, oldest first. */
  readonly commands: Map<string, CommandMark>;
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
    while (mailbox.length > 0 && batch.hasRoom) {
      const pending = mailbox[0] as Pending<State, Command, Event>;
      if (pending.context.deadline <= Date.now()) {
        pending.reject(errors.deadlineExceeded('command'));
      } else if (aggregate.commands.has(pending.context.commandId)) {
        void this.repeat(stream, aggregate, pending);
      } else if (!batch.take(pending)) {
        break;
      }
      mailbox.shift();
    }
    if (batch.events.length === 0) {
      batch.settle(undefined);
      return;
    }
    try {
      const result = await this.append(stream, batch, aggregate.revision);
      this.cache.set(stream, batch.committed(result));
      batch.settle(result);
    } catch (error) {
      // Whatever was decided was decided on a state that did not come to be: nothing of it may be answered.
      this.cache.delete(stream);
      mailbox.unshift(...batch.giveBack(error));
    }
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

  private async replay(stream: string, upTo = Number.MAX_SAFE_INTEGER): Promise<Aggregate<State>> {
    const { eventStore, decider } = this.options;
    const aggregate: Aggregate<State> = {
      state: decider.initialState,
      revision: undefined,
      position: undefined,
      commands: new Map(),
    };
    for await (const event of eventStore.readStream(stream)) {
      if (event.revision > upTo) break;
      aggregate.state = decider.evolve(aggregate.state, event as unknown as Event, event.revision);
      aggregate.revision = event.revision;
      aggregate.position = event.position;
      const metadata = event.metadata as unknown as EventMetadata;
      remember(aggregate.commands, metadata.commandId, {
        hash: metadata.commandHash,
        revision: event.revision,
        position: event.position,
      });
    }
    return aggregate;
  }

  /** Answers as the first time: the stream is folded up to where the command had brought it. */
  private async repeat(
    stream: string,
    aggregate: Aggregate<State>,
    { context, resolve, reject }: Pending<State, Command, Event>,
  ): Promise<void> {
    const mark = aggregate.commands.get(context.commandId);
    if (mark === undefined) return;
    if (mark.hash !== context.commandHash) {
      reject(errors.idempotencyKeyReused());
      return;
    }
    try {
      const events: Event[] = [];
      for await (const event of this.options.eventStore.readStream(stream, {
        from: mark.revision,
        direction: 'backwards',
      })) {
        if (event.metadata['commandId'] !== context.commandId) break;
        events.unshift(event as unknown as Event);
      }
      const { state } = await this.replay(stream, mark.revision);
      resolve({ state, events, revision: mark.revision, position: mark.position, repeated: true });
    } catch (error) {
      reject(toReeveError(error));
    }
  }
}

/** Commands that are decided one upon the other and appended together. */
class Batch<State, Command, Event extends DomainEvent> {
  readonly events: EventToAppend[] = [];
  private readonly taken: { readonly pending: Pending<State, Command, Event>; readonly settle: Settle }[] =
    [];
  private readonly marks: { readonly id: string; readonly mark: CommandMark }[] = [];
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
    return this.events.length < MAX_APPEND_EVENTS / 2;
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
    if (this.events.length > 0 && this.bytes + bytes > BATCH_BYTES) return false;
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

  committed(result: AppendResult): Aggregate<State> {
    for (const { id, mark } of this.marks) {
      mark.position = result.position;
      remember(this.base.commands, id, mark);
    }
    return {
      state: this.state,
      revision: this.revision,
      position: result.position,
      commands: this.base.commands,
    };
  }

  /**
   * After a failed append. @returns those to decide again: on a conflict everybody who has a retry left, else those who
   * were refused because of changes that have not come to be. The others are told what happened.
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
      const mark = { hash: pending.context.commandHash, revision: this.revision, position: undefined };
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
