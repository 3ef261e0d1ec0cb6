/** What is stopped, and how it is told about. */
export interface Stoppable {
  /** Stops taking requests, finishes those that were accepted, closes what is open. */
  readonly close: () => Promise<void>;
  /** How long that may take, in milliseconds, before the process ends all the same. */
  readonly timeoutMs: number;
  readonly log: {
    info(message: string): void;
    error(detail: object, message: string): void;
  };
}

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
/** A terminal sends Ctrl-C to this process and to npm, and npm passes it on: one signal that comes twice. */
const SAME_SIGNAL_MS = 500;

/**
 * Ends the process on SIGTERM or SIGINT: with 0 once everything is closed, with 1 when that fails or takes too long. A
 * second signal, half a second later or more, ends it at once, with 1.
 *
 * @returns takes the handlers away again.
 */
export function stopOnSignal(
  { close, timeoutMs, log }: Stoppable,
  host: NodeJS.Process = process,
): () => void {
  let stoppingSince: number | undefined;

  const stop = (signal: NodeJS.Signals): void => {
    if (stoppingSince !== undefined) {
      if (performance.now() - stoppingSince < SAME_SIGNAL_MS) return;
      log.info(`${signal} again: ending at once`);
      host.exit(1);
      return;
    }
    stoppingSince = performance.now();
    log.info(`${signal}: finishing what was accepted`);
    const deadline = setTimeout(() => {
      log.error({ timeoutMs }, 'Not everything could be finished in time');
      host.exit(1);
    }, timeoutMs);
    close().then(
      () => {
        clearTimeout(deadline);
        host.exit(0);
      },
      (error: unknown) => {
        log.error({ err: error }, 'Closing failed');
        host.exit(1);
      },
    );
  };

  for (const signal of SIGNALS) host.on(signal, stop);
  return () => {
    for (const signal of SIGNALS) host.off(signal, stop);
  };
}
