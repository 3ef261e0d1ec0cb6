import type { Readable } from 'node:stream';

import type { ResolvedEvent } from '@eventstore/db-client';

/** What the client gives for a reading (`cancel`) or a subscription (`unsubscribe`). */
export type ServerStream = Readable & ({ cancel(): Promise<void> } | { unsubscribe(): Promise<void> });

/**
 * Takes events out of a stream of the client as they are wanted; what is not taken holds the server back. Its failure is kept
 * until asked for: it is never an error event that nobody listens to.
 */
export class ServerEvents {
  readonly #stream: ServerStream;
  readonly #signals: readonly AbortSignal[];
  readonly #wake = (): void => this.#changed();
  #waiting: (() => void) | undefined;
  #hasChanged = false;
  #ended = false;
  #failure: unknown;

  /** @param signals end a {@link change} that is waited for. */
  constructor(stream: ServerStream, signals: readonly AbortSignal[]) {
    this.#stream = stream;
    this.#signals = signals;
    stream.on('readable', this.#wake);
    stream.on('end', () => {
      this.#ended = true;
      this.#changed();
    });
    stream.on('error', (error) => {
      this.#failure ??= error;
      this.#changed();
    });
    for (const signal of signals) signal.addEventListener('abort', this.#wake);
  }

  /** How many events are here and not taken. */
  get waiting(): number {
    return this.#stream.readableLength;
  }

  /** Nothing more comes. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Why nothing more comes; undefined while all is well. */
  get failure(): unknown {
    return this.#failure;
  }

  /** The next event; undefined when none is here yet. */
  take(): ResolvedEvent | undefined {
    return (this.#stream.read() as ResolvedEvent | null) ?? undefined;
  }

  /**
   * Resolves when events, the end, a failure or an abort has come since it was last called.
   *
   * @returns false when nothing has in so many milliseconds.
   */
  async change(patienceMs = Infinity): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    if (!this.#hasChanged) {
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
        if (patienceMs !== Infinity) timer = setTimeout(resolve, patienceMs);
      });
      clearTimeout(timer);
      this.#waiting = undefined;
    }
    const changed = this.#hasChanged;
    this.#hasChanged = false;
    return changed;
  }

  /** Tells whoever waits for a {@link change} of something that is no event. */
  notify(): void {
    this.#changed();
  }

  /** Tells the server that no more is wanted. */
  cancel(): void {
    for (const signal of this.#signals) signal.removeEventListener('abort', this.#wake);
    const stream = this.#stream;
    const cancelled = 'cancel' in stream ? stream.cancel() : stream.unsubscribe();
    // Fails when there was no connection to begin with.
    cancelled.catch(() => undefined);
  }

  #changed(): void {
    this.#hasChanged = true;
    this.#waiting?.();
  }
}
