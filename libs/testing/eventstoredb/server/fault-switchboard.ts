import type { FaultSwitches } from '../faults.js';

type Counted = 'stalledAppends' | 'lostAcknowledgements';

/** What the server does wrong now. */
export class FaultSwitchboard {
  #switches: FaultSwitches = {};
  #left = new Map<Counted, number>();

  get current(): FaultSwitches {
    return this.#switches;
  }

  set(switches: FaultSwitches): void {
    this.#switches = switches;
    this.#left = new Map([
      ['stalledAppends', switches.stalledAppends?.times ?? Infinity],
      ['lostAcknowledgements', switches.lostAcknowledgements?.times ?? Infinity],
    ]);
  }

  /** The fault, if it befalls this append. */
  take<K extends Counted>(fault: K): FaultSwitches[K] | undefined {
    const left = this.#left.get(fault) ?? 0;
    if (this.#switches[fault] === undefined || left <= 0) return undefined;
    this.#left.set(fault, left - 1);
    return this.#switches[fault];
  }
}
