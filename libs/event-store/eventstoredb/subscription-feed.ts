import type { AllStreamSubscription, ResolvedEvent } from '@eventstore/db-client';

import { ServerEvents } from './server-events.js';

/** What a subscription hands over next. `commit`: the server has looked so far, inclusive. */
export type Fed =
  { readonly kind: 'events'; readonly events: readonly [ResolvedEvent, ...ResolvedEvent[]] } | Notice;

export type Notice =
  { readonly kind: 'caught-up' | 'fell-behind' } | { readonly kind: 'checkpoint'; readonly commit: bigint };

/**
 * Puts a subscription's events and the server's notices back in order: the client tells a notice when it comes in, while
 * events that came before it still wait to be taken.
 */
export class SubscriptionFeed {
  readonly #events: ServerEvents;
  readonly #notices: { readonly after: number; readonly notice: Notice }[] = [];
  #taken = 0;
  #confirmed = false;

  constructor(subscription: AllStreamSubscription, signals: readonly AbortSignal[]) {
    this.#events = new ServerEvents(subscription, signals);
    subscription.on('confirmation', () => {
      this.#confirmed = true;
      this.#events.notify();
    });
    // The declaration of the client knows neither.
    const stream: NodeJS.EventEmitter = subscription;
    stream.on('caughtUp', () => this.#note({ kind: 'caught-up' }));
    stream.on('fellBehind', () => this.#note({ kind: 'fell-behind' }));
  }

  /** The server has taken the subscription. */
  get confirmed(): boolean {
    return this.#confirmed;
  }

  /** Why nothing more comes; undefined while something may. */
  get over(): unknown {
    return (
      this.#events.failure ??
      (this.#events.ended ? new Error('the server ended the subscription') : undefined)
    );
  }

  checkpoint(commit: bigint): void {
    this.#note({ kind: 'checkpoint', commit });
  }

  /** What is here, at most so many events; undefined when that is nothing. */
  next(limit: number): Fed | undefined {
    const due = this.#dueNotice();
    if (due !== undefined) {
      this.#notices.shift();
      return due;
    }
    const events: ResolvedEvent[] = [];
    // To take an event may let a notice in: looked for, and counted, after each.
    while (events.length < limit && this.#dueNotice() === undefined) {
      const event = this.#events.take();
      if (event === undefined) break;
      events.push(event);
      this.#taken += 1;
    }
    const [head, ...tail] = events;
    return head === undefined ? undefined : { kind: 'events', events: [head, ...tail] };
  }

  /** As of {@link ServerEvents.change}. */
  change(patienceMs?: number): Promise<boolean> {
    return this.#events.change(patienceMs);
  }

  cancel(): void {
    this.#events.cancel();
  }

  /** The next notice, when all that came before it has been taken. */
  #dueNotice(): Notice | undefined {
    const [first] = this.#notices;
    return first !== undefined && first.after <= this.#taken ? first.notice : undefined;
  }

  #note(notice: Notice): void {
    const after = this.#taken + this.#events.waiting;
    const last = this.#notices.at(-1);
    // Of checkpoints with nothing between them the last one says it all; a slow consumer would collect them without end.
    if (last?.after === after && last.notice.kind === 'checkpoint' && notice.kind === 'checkpoint')
      this.#notices.pop();
    this.#notices.push({ after, notice });
    this.#events.notify();
  }
}
