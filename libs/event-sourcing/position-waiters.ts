import { comparePositions } from '@reeve/event-store';
import type { Position } from '@reeve/event-store';

interface Waiter {
  readonly position: Position;
  readonly settle: (visible: boolean) => void;
}

/** Those who wait for a projection to come by a position. Bounded by their deadlines. */
export class PositionWaiters {
  private readonly waiting = new Set<Waiter>();

  get isEmpty(): boolean {
    return this.waiting.size === 0;
  }

  /** @returns false when the deadline (epoch ms) came first. */
  wait(position: Position, deadline: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => waiter.settle(false), Math.max(0, deadline - Date.now()));
      const waiter: Waiter = {
        position,
        settle: (visible) => {
          clearTimeout(timer);
          this.waiting.delete(waiter);
          resolve(visible);
        },
      };
      this.waiting.add(waiter);
    });
  }

  reached(position: Position): void {
    for (const waiter of this.waiting) {
      if (comparePositions(waiter.position, position) <= 0) waiter.settle(true);
    }
  }

  releaseAll(): void {
    for (const waiter of this.waiting) waiter.settle(false);
  }
}
