import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const run = mkdtempSync(join(tmpdir(), 'reeve-bench-'));

/** An empty folder of this run. */
export function newDataFolder(): string {
  return mkdtempSync(join(run, 'data-'));
}

/** Leaves nothing of this run on the disk. */
export function removeDataFolders(): void {
  rmSync(run, { recursive: true, force: true });
}
