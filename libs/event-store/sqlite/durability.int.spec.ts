import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { aTemporaryFolder, collect } from '@reeve/event-store/testing';
import { describe, expect, it } from 'vitest';

import { openSqliteEventStore } from './index.js';

/** Writes to many streams at once, for ever, and says what was acknowledged. */
const WRITING_PROCESS = `
  import { randomUUID } from 'node:crypto';
  import { openSqliteEventStore } from '@reeve/event-store/sqlite';
  const store = await openSqliteEventStore({ path: process.argv[1] });
  for (let writer = 0; writer < 32; writer += 1) write('writer-' + randomUUID());
  async function write(stream) {
    for (let revision = -1; ; ) {
      const event = { id: randomUUID(), type: 'testing.thing.happened.v1', data: {}, metadata: {} };
      const expected = revision === -1 ? 'new' : revision;
      ({ revision } = await store.append(stream, [event], expected, { deadline: Date.now() + 10000 }));
      process.stdout.write(stream + ' ' + revision + ' ' + event.id + '\\n');
    }
  }
`;
const ROUNDS = 3;
const ACKNOWLEDGED_PER_ROUND = 1000;

describe('a SQLite event store whose process is killed', () => {
  it('has everything that was acknowledged, once, in streams without gaps', async () => {
    const path = join(await aTemporaryFolder(), 'events.db');
    const acknowledged: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      acknowledged.push(...(await acknowledgedBeforeKill(path)));
      const store = await openSqliteEventStore({ path });
      const recorded = await collect(store.readAll());
      await store.close();

      const places = recorded.map(({ stream, revision, id }) => `${stream} ${String(revision)} ${id}`);
      const placed = new Set(places);
      expect(placed.size).toBe(places.length);
      expect(acknowledged.filter((place) => !placed.has(place))).toEqual([]);
      const lengths = new Map<string, number>();
      for (const { stream, revision } of recorded) {
        expect(revision).toBe(lengths.get(stream) ?? 0);
        lengths.set(stream, revision + 1);
      }
    }
  }, 30_000);
});

async function acknowledgedBeforeKill(path: string): Promise<string[]> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', WRITING_PROCESS, path], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (lines.length === ACKNOWLEDGED_PER_ROUND) child.kill('SIGKILL');
  }
  await exited;
  // The last line may have been cut off in the pipe.
  return lines.slice(0, -1);
}
