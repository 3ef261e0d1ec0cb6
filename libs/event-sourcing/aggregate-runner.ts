import { setTimeout as delay } from 'node:timers/promises';
import { errors } from '@reeve/contracts';
import type { CallContext } from '@reeve/contracts';
import { AppendOutcomeUnknownError, VersionConflictError } from '@reeve/event-store';
import type { AppendResult, EventStore } from '@reeve/event-store';
import { LRUCache } from 'lru-cache';
import { applyRecorded, newAggregate } from './aggregate.js';
import type { Aggregate } from './aggregate.js';
import { answerRepeated } from './answer-repeated.js';
import { CommandBatch } from './command-batch.js';
import type { Decider, DomainEvent } from './decider.js';
import type { EventStamp } from './event-stamp.js';
import { giveUpAt } from './pending-command.js';
import type { Outcome, PendingCommand } from './pending-command.js';
import { toReeveError } from './store-errors.js';

export type { Outcome } from './pending-command.js';

/** Those that commands come to again and again. Each is some 3 KB, and one that is not among them a short read more. */
const CACHED_AGGREGATES = 1_000;
/** Between an append whose answer was lost and its repetition: a store that fails at once must not keep the process busy. */
const REPEAT_PAUSE_MS = 10;

export interface AggregateRunnerOptions<State, Command, Event extends DomainEvent> {
  readonly eventStore: EventStore;
  readonly decider: Decider<State, Command, Event>;
  readonly stamp: EventStamp;
}

/**
 * Runs the commands of one kind of aggregate. Commands on one stream are decided in turn on its cached state, and those
 * that wait while an append is under way go together into the next one, which waits a little for more where they come in
 * company: a hot stream is bound by batches, not by round trips. The exact revision expected at each append makes the cache
 * safe when other processes append too: what they have appended meanwhile is read, and the commands are decided again on it,
 * until their time is over.
 */
export class AggregateRunner<State, Command, Event extends DomainEvent> {
  private readonly cache = new LRUCache<string, Aggregate<State>>({ max: CACHED_AGGREGATES });
  private readonly mailboxes = new Map<string, PendingCommand<State, Command, Event>[]>();

  constructor(private readonly options: AggregateRunnerOptions<State, Command, Event>) {}

  /**
   * @throws ReeveError what `decide` refused with; `CONTENDED` 503 when other processes came first until the command's time
   *   was over; `UNAVAILABLE`, `OUTCOME-UNKNOWN`, `STORAGE-FULL` 503; `DEADLINE-EXCEEDED` 504 when its turn came too late;
   *   `IDEMPOTENCY-KEY-REUSED` 422 when its id was used for another command; `CHANGE-TOO-LARGE` 413.
   */
  async execute(stream: string, command: Command, context: CallContext): Promise<Outcome<State, Event>> {
    const arrivedAt = performance.now();
    const metadata = await this.options.stamp(context);
    return await new Promise((resolve, reject) => {
      const pending = {
        command,
        context,
        metadata,
        arrivedAt,
        giveUpAt: giveUpAt(context.deadline),
        conflicts: 0,
        resolve,
        reject,
      };
      const mailbox = this.mailboxes.get(stream);
      if (mailbox === undefined) {
        this.mailboxes.set(stream, [pending]);
        void this.drain(stream);
      } else {
        mailbox.push(pending);
      }
    });
  }

  /**
   * Runs a command on a stream that is most likely new, without reading it: the append finds out.
   *
   * @returns undefined when the stream is not new, or the command would append nothing to one that is: it is still to be executed. So
   *   is a command under an id that somebody has chosen, since that may come again with something else, which is found by reading.
   * @throws ReeveError as {@link execute} does, but for what `decide` refused with.
   */
  async begin(
    stream: string,
    command: Command,
    context: CallContext,
  ): Promise<Outcome<State, Event> | undefined> {
    if (context.commandHash !== null) return undefined;
    if (this.cache.has(stream) || this.mailboxes.has(stream)) return undefined;
    const { decider } = this.options;
    const metadata = await this.options.stamp(context);
    const aggregate = newAggregate(decider.initialState);
    const batch = new CommandBatch<State, Command, Event>(stream, aggregate, decider);
    const begun = new Promise<Outcome<State, Event>>((resolve, reject) => {
      const arrivedAt = performance.now();
      const times = { arrivedAt, giveUpAt: giveUpAt(context.deadline), conflicts: 0 };
      batch.take({ command, context, metadata, ...times, resolve, reject });
    });
    if (batch.events.length === 0) {
      // What it would have been refused for, `execute` refuses it for.
      begun.catch(() => undefined);
      return undefined;
    }
    try {
      batch.appended(await this.append(stream, batch, aggregate));
    } catch (error) {
      if (error instanceof VersionConflictError) return undefined;
      throw toReeveError(error);
    }
    aggregate.isBehind = false;
    if (!this.cache.has(stream)) this.cache.set(stream, aggregate);
    return await begun;
  }

  /**
   * The state of a stream that nobody works on, where the store knows without reading that it ends as this process knows it: what a
   * command that changes nothing would find, without its turn in the mailbox and its stamp. Undefined: ask by such a command.
   */
  stateAsKnown(stream: string): State | undefined {
    const known = this.cache.get(stream);
    if (known === undefined || known.isBehind || this.mailboxes.has(stream)) return undefined;
    return this.options.eventStore.knownEnd?.(stream) === (known.eventId ?? null) ? known.state : undefined;
  }

  /** The aggregate as this process knows it, read from the store when it is not cached. May be behind other processes. */
  async load(stream: string): Promise<{ readonly state: State; readonly revision: number | undefined }> {
    const { state, revision } = await this.aggregate(stream);
    return { state, revision };
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
        await this.runBatch(stream, await this.inTurn(stream), mailbox);
      } catch (error) {
        for (const pending of mailbox.splice(0)) pending.reject(toReeveError(error));
      }
    }
  }

  private async runBatch(
    stream: string,
    aggregate: Aggregate<State>,
    mailbox: PendingCommand<State, Command, Event>[],
  ): Promise<void> {
    const { eventStore, decider } = this.options;
    const batch = new CommandBatch<State, Command, Event>(stream, aggregate, decider);
    const repeated: PendingCommand<State, Command, Event>[] = [];
    for (let pending = mailbox[0]; pending !== undefined && batch.hasRoom; pending = mailbox[0]) {
      const { commandId, deadline } = pending.context;
      if (aggregate.commands.has(commandId)) repeated.push(pending);
      else if (pending.conflicts > 0 && pending.giveUpAt <= Date.now()) pending.reject(errors.contended());
      else if (deadline <= Date.now()) pending.reject(errors.deadlineExceeded('command'));
      else if (!batch.take(pending)) break;
      mailbox.shift();
    }
    if (repeated.length > 0) await answerRepeated(eventStore, decider, stream, aggregate, repeated);
    if (batch.isEmpty) return;
    try {
      if (batch.events.length === 0) mailbox.unshift(...(await this.confirm(stream, batch, aggregate)));
      else batch.appended(await this.append(stream, batch, aggregate));
    } catch (error) {
      aggregate.isBehind = true;
      const given = batch.giveBack();
      if (!(error instanceof VersionConflictError)) {
        for (const pending of given) pending.reject(toReeveError(error));
        return;
      }
      aggregate.turns.lost();
      for (const pending of given) pending.conflicts += 1;
      mailbox.unshift(...given);
    }
  }

  /** Makes sure that what was decided to need no event was decided on the stream as it is. @returns what was not. */
  private async confirm(
    stream: string,
    batch: CommandBatch<State, Command, Event>,
    aggregate: Aggregate<State>,
  ): Promise<PendingCommand<State, Command, Event>[]> {
    const unconfirmed = batch.settleConfirmed();
    if (unconfirmed.length === 0) return [];
    return (await this.readOn(stream, aggregate)) === 'as-known' ? batch.settleConfirmed() : unconfirmed;
  }

  /** An append whose answer was lost is repeated, same ids and same revision, until it is answered or nobody waits. */
  private async append(
    stream: string,
    batch: CommandBatch<State, Command, Event>,
    aggregate: Aggregate<State>,
  ): Promise<AppendResult> {
    const { deadline, events } = batch;
    for (;;) {
      const startedAt = performance.now();
      try {
        const { eventStore } = this.options;
        const result = await eventStore.append(stream, events, aggregate.revision ?? 'new', { deadline });
        aggregate.confirmedAt = startedAt;
        aggregate.turns.appended(startedAt, performance.now(), batch.size);
        return result;
      } catch (error) {
        if (!(error instanceof AppendOutcomeUnknownError) || Date.now() >= deadline) throw error;
        await delay(REPEAT_PAUSE_MS);
      }
    }
  }

  /** The aggregate when it is this process's turn to append, as it stands then as far as is known. */
  private async inTurn(stream: string): Promise<Aggregate<State>> {
    const aggregate = await this.aggregate(stream);
    const gathering = aggregate.turns.gatheringMs(performance.now());
    if (gathering > 0) await delay(gathering);
    const pause = aggregate.turns.pauseMs(performance.now());
    if (pause > 0) await delay(pause);
    if (pause === 0 && !aggregate.isBehind) return aggregate;
    return (await this.readOn(stream, aggregate)) === 'another-log'
      ? await this.aggregate(stream)
      : aggregate;
  }

  private async aggregate(stream: string): Promise<Aggregate<State>> {
    const cached = this.cache.get(stream);
    if (cached !== undefined) return cached;
    const loaded = newAggregate(this.options.decider.initialState);
    await this.readOn(stream, loaded);
    this.cache.set(stream, loaded);
    return loaded;
  }

  /**
   * Reads what the stream has beyond what is known, commands of this process included whose answer was lost.
   *
   * @returns `another-log` when the event known last is not there any more; what was known is forgotten.
   */
  private async readOn(
    stream: string,
    aggregate: Aggregate<State>,
  ): Promise<'as-known' | 'more' | 'another-log'> {
    const { eventStore, decider } = this.options;
    const { revision, eventId, turns } = aggregate;
    const startedAt = performance.now();
    let isSameLog = revision === undefined;
    for await (const event of eventStore.readStream(stream, { from: revision ?? 0 })) {
      if (isSameLog) applyRecorded(aggregate, decider, event);
      else if (event.id === eventId) isSameLog = true;
      else break;
    }
    if (!isSameLog) {
      this.cache.delete(stream);
      return 'another-log';
    }
    aggregate.confirmedAt = startedAt;
    aggregate.isBehind = false;
    if (aggregate.revision === revision) return 'as-known';
    if (revision !== undefined) turns.metOthers();
    return 'more';
  }
}
