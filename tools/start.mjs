// Builds what is stale, then starts standalone in this same process, so that signals reach it. The script of package.json
// says `exec` for the same reason: npm signals its shell, which would end alone.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const LEAST = [20, 19];
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < LEAST[0] || (major === LEAST[0] && minor < LEAST[1])) {
  console.error(`Reeve needs Node ${LEAST.join('.')} or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const root = new URL('..', import.meta.url);
const { status } = spawnSync(process.execPath, [tsc, '-b', 'apps/standalone'], {
  cwd: root,
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);

await import('../apps/standalone/dist/main.js');
