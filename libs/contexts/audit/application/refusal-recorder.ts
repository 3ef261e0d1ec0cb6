import type { CallContext, RequestRefused } from '@reeve/contracts';
import type { AggregateRunner } from '@reeve/event-sourcing';
import { refusalStream } from '@reeve/audit/domain';
import type { RecordRefusal, Refusal } from '@reeve/audit/domain';

/** Records that somebody asked for what they may not have. */
export class RefusalRecorder {
  /** @param newId makes a UUID. */
  constructor(
    private readonly runner: AggregateRunner<Refusal, RecordRefusal, RequestRefused>,
    private readonly newId: () => string,
  ) {}

  /**
   * Durable when it resolves. Each refusal is a command of its own: under the caller's id, an `Idempotency-Key` used again
   * would hide a second refused request behind a first.
   *
   * @throws ReeveError `UNAVAILABLE`, `OUTCOME-UNKNOWN`, `STORAGE-FULL` 503; `DEADLINE-EXCEEDED` 504.
   */
  async record(refused: RequestRefused['data'], call: CallContext): Promise<void> {
    const commandId = this.newId();
    await this.runner.execute(
      refusalStream(commandId),
      { type: 'record-refusal', refused },
      { ...call, commandId, commandHash: null },
    );
  }
}
