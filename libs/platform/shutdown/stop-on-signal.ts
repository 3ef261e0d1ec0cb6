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

/**
 * Ends the process on SIGTERM or SIGINT: with 0 once everything is closed, with 1 when that fails or takes too long. A
 * second signal ends it at once, with 1.
 *
 * @returns takes the handlers away again.
 */
export function stopOnSignal(
  { close, timeoutMs, log }: Stoppable,
  host: NodeJS.Process = process,
): () => void {
  let stopping = false;

  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) {
      log.info(`${signal} again: ending at once`);
      host.exit(1);
      return;
    }
    stopping = true;
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
