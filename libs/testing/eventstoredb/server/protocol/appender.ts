import { setTimeout as delay } from 'node:timers/promises';

import type { Connections } from '../connections.js';
import type { FaultSwitchboard } from '../fault-switchboard.js';
import type { ExpectedRevision } from '../log/decide-append.js';
import type { ProposedEvent } from '../log/log-record.js';
import type { TransactionLog, WriteOutcome } from '../log/transaction-log.js';

export interface Append {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly ProposedEvent[];
  /** Epoch milliseconds. */
  readonly deadline: number;
  /** `address:port` of who asks. */
  readonly peer: string;
}

/** Appends as well as the faults that are set let it. */
export class Appender {
  constructor(
    private readonly log: TransactionLog,
    private readonly faults: FaultSwitchboard,
    private readonly connections: Connections,
  ) {}

  /** Undefined: nobody is to be answered. */
  async append({ stream, expected, events, deadline, peer }: Append): Promise<WriteOutcome | undefined> {
    const stall = this.faults.take('stalledAppends');
    if (stall?.written === false) {
      await delay(stall.ms);
      if (deadline <= Date.now()) return undefined;
    }
    const outcome = await this.log.append(stream, events, expected);
    if (stall?.written === true) await delay(stall.ms);
    const lost = this.faults.take('lostAcknowledgements');
    if (lost?.by === 'cut') this.connections.cut(peer);
    return lost === undefined ? outcome : undefined;
  }
}
