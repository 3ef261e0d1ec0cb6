import { endChildren } from './child.js';
import { removeDataFolders } from './data-folders.js';

/** Runs a bench, and leaves neither process nor file behind, whether it comes to its end, fails, is interrupted or takes too long. */
export async function boundedRun(minutes: number, bench: () => Promise<void>): Promise<void> {
  const giveUp = (reason: string) => {
    console.error(reason);
    endChildren();
    removeDataFolders();
    process.exit(1);
  };
  const watchdog = setTimeout(() => giveUp(`Given up after ${minutes} minutes.`), minutes * 60_000);
  process.once('SIGINT', () => giveUp('Interrupted.'));
  try {
    await bench();
  } finally {
    clearTimeout(watchdog);
    endChildren();
    removeDataFolders();
  }
}
