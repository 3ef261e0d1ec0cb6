import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataFilesIn } from '@reeve/composition';
import type { RecordedEvent } from '@reeve/event-store';
import { createLogger, loadSettings } from '@reeve/platform';
import { startStandalone } from '@reeve/standalone';
import type { Topology, TopologyOptions } from '@reeve/testing/end-to-end';

/** All of Reeve in this process, on embedded stores. */
export async function startTopology({ environment, ...options }: TopologyOptions): Promise<Topology> {
  const folder = await mkdtemp(join(tmpdir(), 'reeve-standalone-'));
  const settings = loadSettings({ ...environment, REEVE_PORT: '0', REEVE_DATA_DIR: folder });
  const lines: string[] = [];
  const logger = createLogger(settings, { write: (line) => void lines.push(line) });
  const start = () => startStandalone({ settings, environment, logger, ...options });
  let running = await start();
  return {
    get url() {
      return running.url;
    },
    restart: async () => {
      await running.close();
      running = await start();
    },
    stop: async () => {
      await running.close();
      await rm(folder, { recursive: true });
    },
    events: async () => {
      const events: RecordedEvent[] = [];
      for await (const event of running.eventLog?.readAll() ?? []) events.push(event);
      return events;
    },
    dataFiles: async () => {
      const names = await readdir(folder);
      return await Promise.all(
        names.map(async (name) => ({ name, content: await readFile(join(folder, name)) })),
      );
    },
    backUpKeys: async () => {
      const { keys } = dataFilesIn(folder);
      const copy = await readFile(keys);
      return async () => {
        await running.close();
        await writeFile(keys, copy);
        running = await start();
      };
    },
    log: () => lines.join(''),
  };
}
