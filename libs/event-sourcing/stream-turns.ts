/**
 * Appends in a row after which a process lets others in, should there be any. It cannot see them: whoever has just appended
 * knows the stream as it is, the others have to read first, so that they may lose every race and never be noticed.
 */
const TURN_APPENDS = 64;
/** How long it lets them in then, in round trips: long enough for one read and one append, whenever they try. */
const TURN_PAUSE_ROUND_TRIPS = 3;
/** Appends without anything of others in between, after which a stream counts as one's own again. */
const APPENDS_UNTIL_ALONE = 4;
const MOST_PAUSE_MS = 50;
/**
 * How long commands come together for the next append, in round trips, where the last one was of several: an append, its events on their way
 * and a projection's batch take about as much for one command as for twenty.
 */
const GATHERING_ROUND_TRIPS = 0.5;
const MOST_GATHERING_MS = 5;
/** As short as a timer is. */
const LEAST_GATHERING_MS = 1;

/**
 * Shares one stream fairly with other processes that append to it: ADR 0008. Whoever has appended leaves the stream to the
 * others for about a round trip, whoever has lost a race tries again at once. Commands that wait meanwhile go into the next
 * append together, so the pause costs the process alone on a hot stream next to nothing.
 */
export class StreamTurns {
  private roundTripMs = 1;
  private isInCompany = false;
  private appendedAt = -Infinity;
  private appendsInARow = 0;
  private lossesInARow = 0;
  private appendsUntilAlone = 0;

  /** @param random a number from 0 up to 1: two processes that pause equally long would meet again. */
  constructor(private readonly random: () => number = Math.random) {}

  /**
   * The next append of this process should wait so long: 0 to 50.
   *
   * @param now monotonic milliseconds, as of the other methods.
   */
  pauseMs(now: number): number {
    if (this.lossesInARow === 1) return 0;
    if (this.lossesInARow > 1) return Math.min(this.random() * this.roundTripMs, MOST_PAUSE_MS);
    const pause = Math.min(this.roundTripsToYield() * this.roundTripMs, MOST_PAUSE_MS);
    return Math.max(0, this.appendedAt + pause - now);
  }

  /** Commands should be let come together so long before the next append: 0 to 5. Who comes alone, or long after others, waits for nobody. */
  gatheringMs(now: number): number {
    if (!this.isInCompany || this.isIdleAt(now)) return 0;
    const gathering = Math.min(GATHERING_ROUND_TRIPS * this.roundTripMs, MOST_GATHERING_MS);
    return gathering < LEAST_GATHERING_MS ? 0 : gathering;
  }

  /** @param commands that the append was of. */
  appended(startedAt: number, now: number, commands: number): void {
    this.isInCompany = commands > 1;
    this.appendsInARow = this.isIdleAt(startedAt) ? 1 : (this.appendsInARow % TURN_APPENDS) + 1;
    this.appendsUntilAlone = Math.max(0, this.appendsUntilAlone - 1);
    this.lossesInARow = 0;
    this.roundTripMs = now - startedAt;
    this.appendedAt = now;
  }

  /** An append was refused because another process came first. */
  lost(): void {
    this.lossesInARow += 1;
    this.metOthers();
  }

  /** Events of another process were found in the stream. */
  metOthers(): void {
    this.appendsUntilAlone = APPENDS_UNTIL_ALONE;
  }

  private isIdleAt(now: number): boolean {
    return now - this.appendedAt > TURN_PAUSE_ROUND_TRIPS * this.roundTripMs;
  }

  private roundTripsToYield(): number {
    if (this.appendsUntilAlone > 0) return 1 + this.random();
    return this.appendsInARow === TURN_APPENDS ? TURN_PAUSE_ROUND_TRIPS : 0;
  }
}
