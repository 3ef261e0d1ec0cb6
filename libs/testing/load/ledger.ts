import type { UserRegistered } from '@reeve/contracts';
import type { RecordedEvent } from '@reeve/event-store';
import { changeMark, userMark } from './activity.js';
import type { Answer } from './administrator.js';
import { changeIn } from './changes.js';

/** An answer that is no success, as it came. */
export interface Refusal {
  readonly activity: string;
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** From the request to the answer. */
  readonly tookMs: number;
  /** The error's, `NOT-READY`; the whole body where it names none. */
  readonly code: string;
}

/** What became of the requests of a load. */
export class Ledger {
  /** What was acknowledged, by its mark, with how many answers said so. */
  readonly acknowledged = new Map<string, number>();
  readonly refusals: Refusal[] = [];
  succeeded = 0;
  private readonly showedTooLittle: string[] = [];
  /** Requests without an answer: the connection broke, or the caller's patience did; by what the client was told. */
  readonly unanswered: string[] = [];

  showTooLittle(activity: string): void {
    this.showedTooLittle.push(`${activity}: shows less than it has shown`);
  }

  refuse(activity: string, { status, headers, body }: Answer, tookMs: number): void {
    const retryAfter = headers['retry-after'];
    this.refusals.push({ activity, status, retryAfter: retryAfter?.toString(), tookMs, code: codeIn(body) });
  }

  /**
   * What no client should meet: refusals that are neither 504, nor 503 with a time to come back after, and answers that show too
   * little. Each once, with how often.
   */
  get wrongAnswers(): readonly string[] {
    const wrong = this.refusals
      .filter(
        ({ status, retryAfter = '' }) => status !== 504 && !(status === 503 && /^[1-9]\d*$/.test(retryAfter)),
      )
      .map(({ activity, status, code }) => `${activity}: ${status} ${code}`);
    const times = new Map<string, number>();
    for (const what of [...wrong, ...this.showedTooLittle]) times.set(what, (times.get(what) ?? 0) + 1);
    return [...times].map(([what, count]) => `${what}, ${count} times`);
  }

  /** Refusals that came later than they may. */
  laterThan(milliseconds: number): readonly string[] {
    return this.refusals
      .filter(({ tookMs }) => tookMs > milliseconds)
      .map(
        ({ activity, status, code, tookMs }) =>
          `${activity}: ${status} ${code} after ${tookMs.toFixed(0)} ms`,
      );
  }

  /** Milliseconds of the refusal that came last after its request. */
  get slowestRefusalMs(): number {
    return Math.max(0, ...this.refusals.map(({ tookMs }) => tookMs));
  }

  /**
   * Holds the ledger against the events that were written meanwhile, once nothing is under way any more: every write was
   * repeated until it was acknowledged, so what is in the log and was not acknowledged was made twice.
   */
  compare(events: readonly RecordedEvent[]): {
    readonly lost: readonly string[];
    readonly doubled: readonly string[];
  } {
    const written = new Map<string, number>();
    for (const event of events) {
      const mark = markIn(event);
      if (mark !== undefined) written.set(mark, (written.get(mark) ?? 0) + 1);
    }
    return {
      lost: [...this.acknowledged.keys()].filter((mark) => !written.has(mark)),
      doubled: [...written]
        .filter(([mark, times]) => times > 1 || !this.acknowledged.has(mark))
        .map(([mark]) => mark),
    };
  }
}

function codeIn(body: string): string {
  return /"code":"([^"]+)"/.exec(body)?.[1] ?? body;
}

const REGISTERED: UserRegistered['type'] = 'users.user.registered.v1';

/** Which write of a load an event records; undefined for any other event. */
function markIn(event: RecordedEvent): string | undefined {
  if (event.type === REGISTERED) return userMark((event.data as UserRegistered['data']).userId);
  const nth = changeIn(event);
  return nth === undefined ? undefined : changeMark(nth);
}
