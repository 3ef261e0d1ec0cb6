import { fileURLToPath } from 'node:url';
import { runToEnd, startServer } from '@reeve/testing/faults';
import type { Program } from '@reeve/testing/faults';
import { describeWithPart, freePort } from '@reeve/testing/servers';
import { describe, expect, it, onTestFinished } from 'vitest';

/** What was built: `tsc -b` comes before this specification. */
const MAIN = fileURLToPath(new URL('../dist/dev/main.js', import.meta.url));
const PATIENCE = { timeout: 60_000, interval: 200 };

function devDistributed(environment: Readonly<Record<string, string>> = {}): Program {
  return { command: [process.execPath, MAIN], environment };
}

/** Where the stand-ins are installed. */
function installed(): Readonly<Record<string, string>> {
  const names = ['REEVE_TEST_NATS_SERVER', 'REEVE_TEST_MONGODB_STANDIN', 'REEVE_TEST_REDIS_SERVER'];
  return Object.fromEntries(names.map((name) => [name, process.env[name] ?? '']));
}

describeWithPart(
  ['nats-server', 'mongodb-stand-in', 'redis-server'],
  'npm run dev:distributed',
  () => {
    it('starts all five services on stand-ins, says which is which, and leaves nothing behind', async () => {
      const port = String(await freePort());
      const running = await startServer(devDistributed({ ...installed(), REEVE_PORT: port }));
      onTestFinished(() => running.kill());
      await expect.poll(() => running.said(), PATIENCE).toContain('All of them are ready.');
      const said = running.said();
      expect(said).toMatch(/bus and keys +nats:\S+ +stand-in: nats-server/);
      expect(said).toMatch(/event store +esdb:\S+ +stand-in: the double of EventStoreDB/);
      for (const name of ['config', 'users', 'billing', 'audit', 'gateway']) {
        const url = new RegExp(`^  ${name} +(http:\\S+) +process \\d+$`, 'm').exec(said)?.[1] ?? '';
        expect((await fetch(url)).status).toBe(200);
      }
      expect((await fetch(`http://127.0.0.1:${port}/api/config`)).status).toBe(200);

      running.signal('SIGINT');

      expect(await running.ended).toMatchObject({ code: 0, stderr: '' });
      await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow();
    });
  },
  { timeout: 90_000 },
);

describe('npm run dev:distributed, without what stands in for servers', () => {
  it('says what to install, and which URL to give instead', async () => {
    const { code, stderr } = await runToEnd(devDistributed({ REEVE_RATE_LIMIT_URL: 'redis://redis' }));
    expect(code).toBe(1);
    expect(stderr.split('\n')).toEqual([
      'No URL is given for some parts, and what stands in for them is not installed:',
      '  bus and keys: set REEVE_BUS_URL, or install nats-server',
      '  document store: set REEVE_DOCUMENT_STORE_URL, or install mongo-java-server',
      'To install all that is missing, in a cache outside of this folder, and say where it is:  eval "$(.ci/parts)"',
      '',
    ]);
  });
});
