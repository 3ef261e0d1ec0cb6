import { setTimeout as delay } from 'node:timers/promises';

/** How often it looks for what is due. */
const PAUSE_MS = 1_000;

/** One pass over what is due. */
export interface DueWork {
  /** @param mayGoOn asked before each part of it: false ends it there. */
  run(mayGoOn: () => boolean): Promise<number>;
}

/**
 * The clock of subscriptions: looks for what is due, and has it done. In one process at a time, which is the one that projects
 * billing and has a lease for that; another one that still believes so for a moment does nothing twice.
 */
export class BillingClock {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly work: DueWork,
    private readonly isAtWork: () => boolean,
    private readonly onFailure: (error: unknown) => void,
    private readonly pauseMs = PAUSE_MS,
  ) {}

  /** Looks from now on, until stopped. */
  start(): void {
    this.running ??= this.look();
  }

  /** Resolves when what is under way is done; the next process goes on from there. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async look(): Promise<void> {
    const { signal } = this.stopping;
    const mayGoOn = () => this.isAtWork() && !signal.aborted;
    while (!signal.aborted) {
      try {
        if (mayGoOn()) await this.work.run(mayGoOn);
      } catch (error) {
        // A store that is away is waited for.
        this.onFailure(error);
      }
      await delay(this.pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
