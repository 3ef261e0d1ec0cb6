/** A clock that stands still until it is moved. Starts at the beginning of a bucket, for buckets of a divisor of an hour. */
export class MovableClock {
  private milliseconds = Date.UTC(2026, 0, 1);

  readonly now = (): number => this.milliseconds;

  advance(milliseconds: number): void {
    this.milliseconds += milliseconds;
  }
}
