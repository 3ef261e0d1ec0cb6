import { Readable } from 'node:stream';

/**
 * Lines as a stream of bytes. They are made no faster than they are taken, once `mayWait` says so: before, whoever sends a
 * file and reads nothing meanwhile would wait for us to read on, and we for them.
 */
export function reportOf(lines: AsyncGenerator<string>, mayWait: () => boolean): Readable {
  let resume = (): void => undefined;
  const report = new Readable({
    read: () => resume(),
    destroy: (error, done) => {
      resume();
      done(error);
    },
  });
  const write = async () => {
    for await (const line of lines) {
      // Nobody takes them any more: leaving the loop has the lines come to their end.
      if (report.destroyed) return;
      if (!report.push(`${line}\n`) && mayWait()) {
        await new Promise<void>((resolve) => {
          resume = resolve;
        });
      }
    }
    report.push(null);
  };
  write().catch((error: unknown) => report.destroy(error as Error));
  return report;
}
