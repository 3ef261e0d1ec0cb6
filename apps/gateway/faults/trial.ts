import { DEADLINE_MS } from '@reeve/testing/fleet';
import type { Fleet } from '@reeve/testing/fleet';
import type { Load } from '@reeve/testing/load';
import { vi } from 'vitest';
import type { Fault } from './fault.js';
import { loadOn } from './load-on-fleet.js';
import type { Findings, Witness } from './witness.js';

/** What came of a fault under load. Times in milliseconds. */
export interface Outcome extends Findings {
  readonly fault: Fault;
  readonly acknowledged: number;
  readonly refused: number;
  readonly unanswered: readonly string[];
  readonly wrongAnswers: readonly string[];
  /** Refusals that came after the deadline. */
  readonly late: readonly string[];
  readonly slowestRefusalMs: number;
  /** From when the fault was ended, a restart begun, until every kind of request had succeeded that was sent after it. */
  readonly servedMs: number;
  /** From then until every process said that it is ready, too. */
  readonly readyMs: number;
}

/** A busy machine's part of the time that an answer takes. */
const SLACK_MS = 1_500;
/** Nothing is given up before it has had a multiple of the time that it may take. */
const RECOVERY = { timeout: 60_000, interval: 50 };

/** Faults one after the other in one fleet, each under a load of its own, examined after it. */
export class Trials {
  private count = 0;

  constructor(
    private readonly fleet: Fleet,
    private readonly witness: Witness,
  ) {}

  async run(fault: Fault): Promise<Outcome> {
    await this.witness.skip();
    const load = loadOn(this.fleet, this.count++);
    try {
      const times = await this.recover(fault, load);
      await load.finish();
      const { ledger } = load;
      return {
        fault,
        ...times,
        acknowledged: ledger.acknowledged.size,
        refused: ledger.refusals.length,
        unanswered: ledger.unanswered,
        wrongAnswers: ledger.wrongAnswers,
        late: ledger.laterThan(DEADLINE_MS + SLACK_MS),
        slowestRefusalMs: ledger.slowestRefusalMs,
        ...(await this.witness.examine(ledger)),
      };
    } finally {
      await load.abandon();
    }
  }

  private async recover(fault: Fault, load: Load): Promise<Pick<Outcome, 'servedMs' | 'readyMs'>> {
    await load.served();
    let ended: number;
    await fault.begin();
    try {
      await fault.noticed(load);
    } finally {
      ended = performance.now();
      await fault.end();
    }
    await load.served();
    const servedMs = performance.now() - ended;
    await untilReady(this.fleet);
    return { servedMs, readyMs: performance.now() - ended };
  }
}

/** Waits until every process says that it is. */
export async function untilReady(fleet: Fleet): Promise<void> {
  await Promise.all(
    fleet.processes.map((process) =>
      vi.waitUntil(async () => (await process.missingParts())?.length === 0, RECOVERY),
    ),
  );
}
