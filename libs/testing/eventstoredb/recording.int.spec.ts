import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

import { startEventStoreDB } from './start-eventstoredb.js';

const RECORDING = fileURLToPath(new URL('recording/', import.meta.url));

describe('The double of EventStoreDB', () => {
  // Together, because a recording spends its time waiting.
  it.concurrent.each(['memory', 'file'] as const)(
    'on %s answers all that was recorded of a real server as that one did',
    { timeout: 120_000 },
    async (storage) => {
      const server = await startEventStoreDB({ storage });
      try {
        const recorded = await promisify(execFile)(process.execPath, ['record.mjs', server.url], {
          cwd: RECORDING,
        });
        expect(recorded.stdout).toBe(await readFile(`${RECORDING}real-24.6.0.json`, 'utf8'));
      } finally {
        await server.stop();
      }
    },
  );
});
