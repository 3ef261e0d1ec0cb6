import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

import { aDouble } from './given.js';

const RECORDING = fileURLToPath(new URL('recording/', import.meta.url));

describe.each(['memory', 'file'] as const)('The double of EventStoreDB on %s', (storage) => {
  it('answers all that was recorded of a real server as that one did', { timeout: 120_000 }, async () => {
    const { url } = await aDouble({ storage });
    const recorded = await promisify(execFile)(process.execPath, ['record.mjs', url], { cwd: RECORDING });
    expect(recorded.stdout).toBe(await readFile(`${RECORDING}real-24.6.0.json`, 'utf8'));
  });
});
