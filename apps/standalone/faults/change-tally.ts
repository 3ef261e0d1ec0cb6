import type { Answer, Change } from '@reeve/testing/load';
import type { EventIds } from './recorded-changes.js';

/** What became of changes through faults. Numbers of changes, as often as something was wrong with them. */
export class ChangeTally {
  acknowledged = 0;
  residentMB = 0;
  /** Acknowledged and not in the log. */
  readonly lost: number[] = [];
  readonly doubled: number[] = [];
  /** In the log and not, or more than once, in the audit log. */
  readonly misaudited: number[] = [];
  /** Answered differently under the same key; or not acknowledged at first, and refused when it came again. */
  readonly answeredDifferently: number[] = [];
  private readonly recoveriesMs: number[] = [];

  recovered(milliseconds: number): void {
    this.recoveriesMs.push(milliseconds);
  }

  /** @param acknowledged what has to be in the log by now. */
  checkLog(acknowledged: Iterable<number>, inLog: EventIds): void {
    for (const nth of acknowledged) if (!inLog.has(nth)) this.lost.push(nth);
    for (const [nth, ids] of inLog) if (ids.length > 1) this.doubled.push(nth);
  }

  /** @param audited how often each event is in the audit log. */
  checkAudit(inLog: EventIds, audited: ReadonlyMap<string, number>): void {
    for (const [nth, ids] of inLog) {
      if (ids.some((id) => audited.get(id) !== 1)) this.misaudited.push(nth);
    }
  }

  /** Answers to the same requests under the same keys, before and after the fault. */
  checkAnswers(
    sent: readonly Change[],
    before: ReadonlyMap<number, Answer>,
    after: ReadonlyMap<number, Answer>,
  ): void {
    for (const { nth } of sent) {
      const first = before.get(nth);
      const again = after.get(nth);
      const asExpected =
        first === undefined
          ? again?.status === 200 && isOf(nth, again)
          : again !== undefined && equal(first, again);
      if (!asExpected) this.answeredDifferently.push(nth);
    }
  }

  get faults() {
    const { lost, doubled, misaudited, answeredDifferently } = this;
    return { lost, doubled, misaudited, answeredDifferently };
  }

  /** One line for whoever reads the run. */
  get summary(): string {
    const sorted = this.recoveriesMs.toSorted((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
    const most = sorted.at(-1) ?? Number.NaN;
    return [
      `${sorted.length} kills`,
      `${this.acknowledged} changes acknowledged before them`,
      `${this.lost.length} lost`,
      `${this.doubled.length} doubled`,
      `${this.misaudited.length} missing in audit`,
      `${this.answeredDifferently.length} answered differently`,
      `recovery to live projections ${median.toFixed(0)} ms median, ${most.toFixed(0)} ms most`,
      `${this.residentMB.toFixed(0)} MB resident at most after it`,
    ].join(', ');
  }
}

/** The state right after this change, whatever was changed since. */
function isOf(nth: number, { body }: Answer): boolean {
  return new RegExp(`change-${nth}\\b`).test(body);
}

function equal(one: Answer, other: Answer): boolean {
  return (
    one.status === other.status && one.body === other.body && one.headers['etag'] === other.headers['etag']
  );
}
