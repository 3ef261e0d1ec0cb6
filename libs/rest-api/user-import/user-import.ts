import { setTimeout as delay } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import type { BusClient } from '@reeve/bus';
import { importRpc, ReeveError } from '@reeve/contracts';
import type { CallContext, ImportCounts, ImportRow, RowOutcome } from '@reeve/contracts';
import { v5 } from 'uuid';
import type { ReadRow } from './read-row.js';

/** Attempts at one batch; what is registered already is recognised, so each brings it further. */
const ATTEMPTS = 5;
const PAUSE_SECONDS = 1;

export interface UserImportOptions {
  /** Only says what would be made. */
  readonly dryRun: boolean;
  /** Milliseconds that one batch may take. */
  readonly timeoutMs: number;
  /** Before each batch. @throws ReeveError 401, 403 when whoever imports may not any more. */
  readonly readmit: () => Promise<void>;
}

/** One import: sends the rows on, batch by batch, and counts what became of them. */
export class UserImport {
  private readonly counts = { created: 0, exists: 0, invalid: 0 };
  /** E-mails that a dry run has seen: nothing is registered that would say so. */
  private readonly seen = new Set<string>();
  private everythingVisible = true;
  /** Of the last account made. */
  private position: string | null = null;

  constructor(
    private readonly bus: BusClient,
    private readonly call: CallContext,
    private readonly options: UserImportOptions,
  ) {}

  get rows(): ImportCounts {
    return { ...this.counts };
  }

  /** Whether reads show every account that was made, once it has ended. */
  get visible(): boolean {
    return this.everythingVisible;
  }

  /** @throws ReeveError what the batch was refused for at the last attempt. */
  async send(batch: readonly ReadRow[]): Promise<readonly RowOutcome[]> {
    await this.options.readmit();
    const rows = batch.filter((row): row is ImportRow => !('refusal' in row));
    const outcomes = new Map<number, RowOutcome>();
    if (rows.length > 0) {
      const answer = await this.ask(rows);
      for (const outcome of answer.outcomes) outcomes.set(outcome.line, outcome);
      this.everythingVisible &&= answer.visible;
      this.position = answer.position ?? this.position;
    }
    const all = batch.flatMap((row) => ('refusal' in row ? refused(row) : (outcomes.get(row.line) ?? [])));
    const known = this.options.dryRun ? this.withinFile(all, rows) : all;
    for (const { outcome } of known) this.counts[outcome] += 1;
    return known;
  }

  /** Says in the log how it ended, and waits until reads show it. @throws ReeveError as the bus does. */
  async end(complete: boolean): Promise<void> {
    if (this.options.dryRun) return;
    const { commandId: importId } = this.call;
    const { visible } = await this.bus.request(
      importRpc.endImport,
      { importId, rows: this.rows, complete, follows: this.position },
      this.step(randomUUID()),
    );
    this.everythingVisible &&= visible;
  }

  private async ask(rows: readonly ImportRow[]) {
    const { commandId: importId } = this.call;
    const batchId = v5(`batch ${String(rows[0]?.line)}`, importId);
    for (let attempt = 1; ; attempt++) {
      try {
        const request = { importId, rows, dryRun: this.options.dryRun, follows: this.position };
        return await this.bus.request(importRpc.importUsers, request, this.step(batchId));
      } catch (error) {
        if (!(error instanceof ReeveError) || !mayPass(error) || attempt === ATTEMPTS) throw error;
        const seconds = error.extra?.['retry_after'];
        await delay(1000 * (typeof seconds === 'number' ? seconds : PAUSE_SECONDS));
        await this.options.readmit();
      }
    }
  }

  private step(commandId: string): CallContext {
    const deadline = Date.now() + this.options.timeoutMs;
    return { ...this.call, commandId, commandHash: null, deadline };
  }

  /** Of several rows with one e-mail the first would get it. */
  private withinFile(outcomes: readonly RowOutcome[], rows: readonly ImportRow[]): readonly RowOutcome[] {
    const emails = new Map(rows.map(({ line, email }) => [line, email.toLowerCase()]));
    return outcomes.map((each) => {
      const email = emails.get(each.line);
      if (each.outcome !== 'created' || email === undefined) return each;
      if (this.seen.has(email)) return { line: each.line, outcome: 'exists' };
      this.seen.add(email);
      return each;
    });
  }
}

const mayPass = ({ status }: ReeveError): boolean => status === 503 || status === 504;

function refused({ line, refusal: { code, detail } }: Extract<ReadRow, { refusal: unknown }>): RowOutcome {
  return { line, outcome: 'invalid', code, detail };
}
