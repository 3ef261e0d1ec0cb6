import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ReeveError } from '@reeve/contracts';
import type { UserRegistered } from '@reeve/contracts';
import { systemCall } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';
import { v5 } from 'uuid';
import type { InitialAdministrator, InitialAdministratorAccount } from './initial-administrator.js';
import type { PrimaryAdministrator } from './primary-administrator.js';

const REGISTERED: UserRegistered['type'] = 'users.user.registered.v1';
const REGISTRATIONS = { typePrefixes: [REGISTERED] };
/** Namespace of the claims' command ids. */
const CLAIMS = '0e7a1f0c-2f0b-4df7-8d2c-3a1f3f3a9d55';
const RETRY_FIRST_MS = 100;
const RETRY_MOST_MS = 5_000;

/**
 * Sees to it that an installation has a primary administrator who is an administrator: completes a first sign-up that
 * crashed or failed between its steps, here or in another process, or makes the account that the environment names. It
 * watches until that is so, then is done: nothing leads back from there.
 */
export class FirstAdministratorProcess {
  private readonly stopping = new AbortController();
  private watching: Promise<void> | undefined;

  /** @param account what the environment names; null when it names none. */
  constructor(
    private readonly eventStore: EventStore,
    private readonly primaryAdministrator: PrimaryAdministrator,
    private readonly initialAdministrator: InitialAdministrator,
    private readonly account: InitialAdministratorAccount | null,
  ) {}

  /**
   * Resolves after one attempt. If that was not enough it goes on in the background, and a store that is away is waited for.
   *
   * @throws ReeveError 400 or 422 when the environment's account is refused.
   */
  async start(): Promise<void> {
    try {
      if (await this.settle()) return;
    } catch (error) {
      if (error instanceof ReeveError && (error.status === 400 || error.status === 422)) throw error;
    }
    this.watching ??= this.watch();
  }

  /** Resolves when there is a primary administrator, or after {@link stop}. */
  async finished(): Promise<void> {
    await this.watching;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.watching;
  }

  private async watch(): Promise<void> {
    let pauseMs = RETRY_FIRST_MS;
    while (!this.stopping.signal.aborted) {
      try {
        if (await this.settle()) return;
        await this.somebodyRegisters();
      } catch {
        // Whatever it was, the state of the log decides what is left to be done.
        await delay(pauseMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
        pauseMs = Math.min(pauseMs * 2, RETRY_MOST_MS);
      }
    }
  }

  /** @returns whether there is nothing left to be done. */
  private async settle(): Promise<boolean> {
    const requestId = randomUUID();
    if ((await this.primaryAdministrator.current()).status === 'vacant') {
      const first = await this.firstRegistered();
      if (first !== undefined) {
        await this.primaryAdministrator.claim(first, systemCall(requestId, v5(first, CLAIMS)));
      } else if (this.account !== null) {
        await this.initialAdministrator.ensure(this.account);
      }
    }
    // Not necessarily the one a claim was just made for: it may have come second.
    const holder = await this.primaryAdministrator.current();
    if (holder.status === 'vacant') return false;
    await this.primaryAdministrator.promote(holder.userId, requestId);
    return true;
  }

  private async firstRegistered(): Promise<string | undefined> {
    for await (const { data } of this.eventStore.readAll({ filter: REGISTRATIONS, limit: 1 })) {
      return (data as UserRegistered['data']).userId;
    }
    return undefined;
  }

  /** Waits until there is a user, or until stopped. */
  private async somebodyRegisters(): Promise<void> {
    const messages = this.eventStore.subscribe({
      after: 'start',
      filter: REGISTRATIONS,
      signal: this.stopping.signal,
    });
    for await (const { kind } of messages) if (kind === 'events') return;
  }
}
