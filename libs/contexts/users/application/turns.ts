import { errors } from '@reeve/contracts';

export interface TurnsOptions {
  /** Works that run at the same time. */
  readonly atOnce: number;
  /** Works that may wait for their turn; one more is refused. */
  readonly waiting: number;
  /** What refuses it. */
  readonly refusal: () => Error;
}

/** Lets a few heavy works run at a time and a bounded number wait, first come first served. */
export class Turns {
  private running = 0;
  private readonly queue: (() => void)[] = [];

  constructor(private readonly options: TurnsOptions) {}

  /**
   * @param deadline epoch milliseconds: work whose turn comes later is not begun.
   * @throws the refusal when too many wait; ReeveError `DEADLINE-EXCEEDED` 504.
   */
  async take<Result>(deadline: number, work: () => Promise<Result>): Promise<Result> {
    await this.turn();
    try {
      if (Date.now() >= deadline) throw errors.deadlineExceeded('password check');
      return await work();
    } finally {
      this.pass();
    }
  }

  private async turn(): Promise<void> {
    if (this.running < this.options.atOnce) {
      this.running += 1;
      return;
    }
    if (this.queue.length >= this.options.waiting) throw this.options.refusal();
    await new Promise<void>((resolve) => this.queue.push(resolve));
  }

  /** Hands the turn to the next in line, so that nobody slips in between. */
  private pass(): void {
    const next = this.queue.shift();
    if (next === undefined) this.running -= 1;
    else next();
  }
}
