import type { DestinationStream } from 'pino';

/** Lines that are written without waiting for more: a hundred of them. */
const MOST_CHARACTERS = 32_768;
/** Milliseconds that a line waits for more. */
const MOMENT_MS = 250;

/** What takes the lines in the end. */
export interface LineSink {
  write(text: string): unknown;
  flushSync(): void;
}

/**
 * Writes lines together: each write wakes a thread and whoever reads the log, who take the processor from a request that is
 * being answered. pino's own destination can do that too, but measures all that it has gathered anew with each line.
 *
 * What is left is written when the process ends, unless it is killed.
 */
export class GatheredLines implements DestinationStream {
  private gathered = '';
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly sink: LineSink) {
    process.once('exit', () => {
      this.pass();
      this.sink.flushSync();
    });
  }

  write(line: string): void {
    this.gathered += line;
    if (this.gathered.length >= MOST_CHARACTERS) this.pass();
    else this.timer ??= setTimeout(() => this.pass(), MOMENT_MS);
  }

  private pass(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.gathered === '') return;
    const lines = this.gathered;
    this.gathered = '';
    this.sink.write(lines);
  }
}
