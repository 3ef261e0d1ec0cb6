#!/usr/bin/env node
import { existsSync } from 'node:fs';

const built = new URL('../dist/run.js', import.meta.url);
if (existsSync(built)) {
  const { run } = await import(built.href);
  process.exitCode = await run(process.argv.slice(2), process.env, {
    print: (text) => process.stdout.write(`${text}\n`),
    complain: (text) => process.stderr.write(`${text}\n`),
  });
} else {
  process.stderr.write('reeve: It is not built yet. Run "npm run build" first.\n');
  process.exitCode = 1;
}
