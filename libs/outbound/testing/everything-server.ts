import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { startTcpServer } from './test-server.js';

export interface EverythingServer {
  readonly url: string;
  /** Waits for a line of the server's log that contains `text`, past ones included. */
  readonly logged: (text: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** `@modelcontextprotocol/server-everything` over streamable HTTP, in a process of its own. */
export async function startEverythingServer(): Promise<EverythingServer> {
  for (;;) {
    const started = await tryStart(await freePort());
    if (started !== undefined) return started;
  }
}

/** `undefined` if the port was taken by somebody else in the meantime. */
async function tryStart(port: number): Promise<EverythingServer | undefined> {
  const script = createRequire(import.meta.url).resolve(
    '@modelcontextprotocol/server-everything/dist/index.js',
  );
  const child = spawn(process.execPath, [script, 'streamableHttp'], {
    env: { PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  const lines: string[] = [];
  const waiting: { text: string; found: () => void }[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      lines.push(line);
      for (const { text, found } of waiting) if (line.includes(text)) found();
    });
  }
  const logged = (text: string): Promise<void> =>
    new Promise((found) => {
      if (lines.some((line) => line.includes(text))) found();
      else waiting.push({ text, found });
    });

  const ready = await Promise.race([logged('listening on port').then(() => true), exited.then(() => false)]);
  if (!ready) {
    if (lines.some((line) => line.includes('already in use'))) return undefined;
    throw new Error(`server-everything did not start: ${lines.join('\n')}`);
  }
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    logged,
    stop: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function freePort(): Promise<number> {
  const { port, close } = await startTcpServer(() => undefined);
  await close();
  return port;
}
