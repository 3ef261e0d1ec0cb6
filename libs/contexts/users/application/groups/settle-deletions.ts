import { setTimeout as delay } from 'node:timers/promises';
import type { DeleteGroup } from './delete-group.js';

const RETRY_FIRST_MS = 100;
const RETRY_MOST_MS = 5_000;

/** Goes on with interrupted deletions at the start of a process, in the background, until it was done once. */
export class SettleDeletions {
  private readonly stopping = new AbortController();
  private settling: Promise<void> | undefined;

  constructor(private readonly deleteGroup: Pick<DeleteGroup, 'settle'>) {}

  start(): void {
    this.settling ??= this.settle();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.settling;
  }

  private async settle(): Promise<void> {
    let pauseMs = RETRY_FIRST_MS;
    while (!this.stopping.signal.aborted) {
      try {
        await this.deleteGroup.settle();
        return;
      } catch {
        // A store that is away is waited for.
        await delay(pauseMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
        pauseMs = Math.min(pauseMs * 2, RETRY_MOST_MS);
      }
    }
  }
}
