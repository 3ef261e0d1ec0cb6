import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { UserRegistered } from '@reeve/contracts';
import type { EventStore } from '@reeve/event-store';
import { v5 } from 'uuid';
import { systemCall } from './command-call.js';
import type { PrimaryAdministrator } from './primary-administrator.js';

const REGISTERED: UserRegistered['type'] = 'users.user.registered.v1';
/** Namespace of the claims' command ids. */
const CLAIMS = '0e7a1f0c-2f0b-4df7-8d2c-3a1f3f3a9d55';
const RETRY_FIRST_MS = 100;
const RETRY_MOST_MS = 5_000;

/**
 * Sees to it that an installation with users has a primary administrator who is an administrator, whatever crashed or failed
 * between a first sign-up's steps. It watches until that is so, then is done: nothing leads back from there.
 */
export class FirstAdministratorProcess {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly eventStore: EventStore,
    private readonly primaryAdministrator: PrimaryAdministrator,
  ) {}

  /** Starts in the background; a store that is away is waited for. */
  start(): void {
    this.running ??= this.run();
  }

  /** Resolves when there is one, or after {@link stop}. */
  async finished(): Promise<void> {
    await this.running;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    for (let pauseMs = RETRY_FIRST_MS; !this.stopping.signal.aborted;) {
      try {
        await this.settle();
        return;
      } catch {
        // Whatever it was, the state of the log decides what is left to be done.
        await delay(pauseMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
        pauseMs = Math.min(pauseMs * 2, RETRY_MOST_MS);
      }
    }
  }

  private async settle(): Promise<void> {
    const requestId = randomUUID();
    if ((await this.primaryAdministrator.current()).status === 'vacant') {
      const first = await this.firstRegistered();
      if (first === undefined) return;
      await this.primaryAdministrator.claim(first, systemCall(requestId, v5(first, CLAIMS)));
    }
    // Not necessarily the first one's: their claim may have come second.
    const holder = await this.primaryAdministrator.current();
    if (holder.status === 'held') await this.primaryAdministrator.promote(holder.userId, requestId);
  }

  /** Waits for the first user there is. @returns undefined when stopped before. */
  private async firstRegistered(): Promise<string | undefined> {
    const messages = this.eventStore.subscribe({
      after: 'start',
      filter: { typePrefixes: [REGISTERED] },
      signal: this.stopping.signal,
    });
    for await (const message of messages) {
      if (message.kind !== 'events') continue;
      for (const { data } of message.events) return (data as UserRegistered['data']).userId;
    }
    return undefined;
  }
}
