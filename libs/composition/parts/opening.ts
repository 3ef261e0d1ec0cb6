import { setTimeout as delay } from 'node:timers/promises';
import { DocumentStoreUnavailableError } from '@reeve/document-store';
import { EventStoreUnavailableError } from '@reeve/event-store';
import type { Readiness } from '@reeve/platform';
import { DataKeyStoreUnavailableError } from '@reeve/sealing';
import type { Logger } from 'pino';
import type { PartName } from './part-name.js';

/** What an adapter throws while its server cannot be reached. Everything else is a refusal, which waiting does not mend. */
const AWAY = [EventStoreUnavailableError, DocumentStoreUnavailableError, DataKeyStoreUnavailableError];
/** Pauses between attempts while a server is away: 100 ms, doubled up to 2 s. */
const RETRY_FIRST_MS = 100;
const RETRY_MOST_MS = 2_000;

interface Closable {
  close(): Promise<void>;
}

export interface OpeningOptions {
  /** The parts that the process's services use. */
  readonly needed: ReadonlySet<PartName>;
  readonly readiness: Readiness;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** Aborted: the process is told to stop, and nothing is waited for any more. */
  readonly signal: AbortSignal;
}

/** How one part is opened. */
export interface PartOpening<Part> {
  readonly name: PartName;
  readonly open: () => Promise<Part>;
  /** Whether it is a server that may not be there yet: then it is waited for. */
  readonly awaited: boolean;
  /** Asks what can be asked before the part is open; absent where that is nothing. */
  readonly reachable?: () => Promise<unknown>;
  /** Asks the part whether it can be used; absent where it always can. */
  readonly check?: (part: Part) => Promise<unknown>;
}

/** The parts of a process while they are being opened, so that whatever was opened is closed again. */
export class Opening {
  private readonly opened: Closable[] = [];
  private readonly underWay = new Set<Promise<unknown>>();
  private readonly answers: Promise<unknown>[] = [];
  private readonly givingUp = new AbortController();
  private readonly signal: AbortSignal;

  constructor(private readonly options: OpeningOptions) {
    this.signal = AbortSignal.any([options.signal, this.givingUp.signal]);
  }

  /** Opens a part if the process's services use it. */
  async openIfNeeded<Part extends Closable>(opening: PartOpening<Part>): Promise<Part | undefined> {
    return this.options.needed.has(opening.name) ? await this.open(opening) : undefined;
  }

  /**
   * Opens a part; until it answers, the process is not ready for want of it.
   *
   * @returns the part when it is open. Some adapters are before their server was asked anything: {@link allAnswer} waits for it.
   * @throws what its adapter refuses with; the reason of the abortion while it is being waited for.
   */
  async open<Part extends Closable>(opening: PartOpening<Part>): Promise<Part> {
    const work = this.attempt(opening);
    this.underWay.add(work);
    try {
      return await work;
    } finally {
      this.underWay.delete(work);
    }
  }

  /** Resolves when every part that was opened has answered. @throws as {@link open}. */
  async allAnswer(): Promise<void> {
    await Promise.all(this.answers);
  }

  /** Gives up what is being waited for, and closes what was opened, in the opposite order. */
  async close(): Promise<void> {
    this.givingUp.abort();
    await Promise.allSettled([...this.underWay, ...this.answers]);
    for (const part of this.opened.splice(0).reverse()) await part.close();
  }

  private async attempt<Part extends Closable>(opening: PartOpening<Part>): Promise<Part> {
    const { name, awaited, reachable, check } = opening;
    const { readiness } = this.options;
    if (reachable === undefined) readiness.await(name);
    else readiness.register(name, reachable);
    const part = awaited ? await this.untilThere(name, opening.open) : await opening.open();
    this.opened.push(part);
    const asked = () => check?.(part) ?? Promise.resolve();
    readiness.register(name, asked);
    if (awaited) this.expectAnswer(this.untilThere(name, asked));
    return part;
  }

  private expectAnswer(answer: Promise<unknown>): void {
    this.answers.push(answer);
    // Whoever waits for all of them hears of it.
    answer.catch(() => undefined);
  }

  private async untilThere<Result>(name: PartName, attempt: () => Promise<Result>): Promise<Result> {
    const { log } = this.options;
    let said = false;
    for (let pauseMs = RETRY_FIRST_MS; ; pauseMs = Math.min(pauseMs * 2, RETRY_MOST_MS)) {
      this.signal.throwIfAborted();
      try {
        const result = await attempt();
        if (said) log.info(`The ${name} is there`);
        return result;
      } catch (error) {
        if (!AWAY.some((away) => error instanceof away)) throw error;
        if (!said) log.warn({ reason: String(error) }, `Waiting for the ${name}`);
        said = true;
        await delay(pauseMs, undefined, { signal: this.signal });
      }
    }
  }
}
