import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder of the current test's own, removed after it. */
export async function aTemporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'reeve-document-store-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
