import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startTestServer } from './test-server.js';
import type { TestServer } from './test-server.js';

/** Answers with what the file `data` of its folder holds. */
const SOURCE = `
  const { createServer } = require('node:http');
  const { readFile } = require('node:fs');
  const [port, folder] = process.argv.slice(1);
  createServer((_, answer) => readFile(folder + '/data', (_, data) => answer.end(data)))
    .listen(Number(port), '127.0.0.1', () => console.log('It listens'));
`;

async function aServer(): Promise<TestServer> {
  const server = await startTestServer({
    command: ({ port, folder }) => [process.execPath, '-e', SOURCE, String(port), folder],
    url: ({ port }) => `http://127.0.0.1:${port}`,
    ready: /It listens/,
  });
  onTestFinished(() => server.stop());
  await writeFile(join(server.folder, 'data'), 'kept');
  return server;
}

async function answerOf({ url }: TestServer, patienceMs = 20_000): Promise<string> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(patienceMs) });
  return await answer.text();
}

/** Whether a server takes connections: no process is asked for, as one without a parent may stay listed when it has ended. */
function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('A server of a suite', () => {
  it('is gone when it was killed, and comes back on its port and its data', async () => {
    const server = await aServer();
    const { pid } = server;
    await server.kill();
    expect(isAlive(pid)).toBe(false);
    await expect(answerOf(server)).rejects.toThrow();

    await server.restart();
    expect(server.pid).not.toBe(pid);
    expect(await answerOf(server)).toBe('kept');
  });

  it('is replaced when it is restarted while it runs', async () => {
    const server = await aServer();
    const { pid } = server;
    await server.restart();
    expect(isAlive(pid)).toBe(false);
    expect(await answerOf(server)).toBe('kept');
  });

  it('answers nothing while it is frozen, and what was asked when it thaws', async () => {
    const server = await aServer();
    await server.freeze();
    await expect(answerOf(server, 100)).rejects.toThrow('timeout');
    const asked = answerOf(server);
    server.thaw();
    expect(await asked).toBe('kept');
  });

  it('can be killed while it is frozen', async () => {
    const server = await aServer();
    await server.freeze();
    await server.kill();
    expect(isAlive(server.pid)).toBe(false);
  });

  it('leaves neither process nor data when it is stopped', async () => {
    const server = await aServer();
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);
    expect(existsSync(server.folder)).toBe(false);
  });

  it('does not start when it ends at once, and says why', async () => {
    const started = startTestServer({
      command: () => [process.execPath, '-e', 'console.error("No such luck"); process.exit(1)'],
      url: () => '',
      ready: /It listens/,
    });
    await expect(started).rejects.toThrow('No such luck');
  });

  it('does not start when there is no such program', async () => {
    const started = startTestServer({
      command: () => ['/nowhere/at-all'],
      url: () => '',
      ready: /It listens/,
    });
    await expect(started).rejects.toThrow('/nowhere/at-all');
  });

  it.runIf(process.platform === 'linux')('does not outlive a suite that is killed', async () => {
    const compiled = new URL('../dist/servers/test-server.js', import.meta.url).href;
    const suite = `
      const { startTestServer } = await import(${JSON.stringify(compiled)});
      const server = await startTestServer({
        command: ({ port, folder }) => [process.execPath, '-e', ${JSON.stringify(SOURCE)}, String(port), folder],
        url: ({ port }) => 'http://127.0.0.1:' + port,
        ready: /It listens/,
      });
      console.log(server.url);
    `;
    const child = spawn(process.execPath, ['--input-type=module', '-e', suite], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const url = line.toString().trim();
    expect(await answers(url)).toBe(true);
    child.kill('SIGKILL');
    await expect.poll(() => answers(url)).toBe(false);
  });
});
