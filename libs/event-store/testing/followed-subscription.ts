import type {
  EventStore,
  Position,
  RecordedEvent,
  SubscribeOptions,
  SubscriptionMessage,
} from '@reeve/event-store';

/** Drives a catch-up subscription message by message, so that a test waits for what it is told and never for time. */
export class FollowedSubscription {
  readonly #abort = new AbortController();
  readonly #messages: AsyncIterator<SubscriptionMessage>;

  constructor(store: EventStore, options: Omit<SubscribeOptions, 'signal'>) {
    this.#messages = store.subscribe({ ...options, signal: this.#abort.signal })[Symbol.asyncIterator]();
  }

  /** The next message; undefined when the subscription has ended. */
  async next(): Promise<SubscriptionMessage | undefined> {
    const result = await this.#messages.next();
    return result.done === true ? undefined : result.value;
  }

  async events(count: number): Promise<RecordedEvent[]> {
    const delivered: RecordedEvent[] = [];
    while (delivered.length < count) {
      const message = await this.#expectNext();
      if (message.kind === 'events') delivered.push(...message.events);
    }
    return delivered;
  }

  /** What is handed over until the subscription says that it has caught up. */
  async untilCaughtUp(): Promise<RecordedEvent[]> {
    const delivered: RecordedEvent[] = [];
    for (;;) {
      const message = await this.#expectNext();
      if (message.kind === 'caught-up') return delivered;
      if (message.kind === 'events') delivered.push(...message.events);
    }
  }

  async checkpoint(): Promise<Position> {
    for (;;) {
      const message = await this.#expectNext();
      if (message.kind === 'checkpoint') return message.position;
      if (message.kind === 'events') throw new Error('Expected a checkpoint, got events');
    }
  }

  abort(): void {
    this.#abort.abort();
  }

  /** Aborts, and waits until the subscription has ended. */
  async stop(): Promise<void> {
    this.abort();
    while ((await this.next()) !== undefined);
  }

  async #expectNext(): Promise<SubscriptionMessage> {
    const message = await this.next();
    if (message === undefined) throw new Error('The subscription has ended');
    return message;
  }
}
