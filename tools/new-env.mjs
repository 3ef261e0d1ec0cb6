// Writes .env from .env.example, with a random value for every secret that is empty there. Never touches a .env that is there:
// its master key is the only one that reads the data.
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const example = readFileSync('.env.example', 'utf8');
const filled = example.replace(/^(\w+)=$/gm, (_, name) => `${name}=${randomBytes(32).toString('hex')}`);
try {
  writeFileSync('.env', filled, { mode: 0o600, flag: 'wx' });
} catch (error) {
  if (error.code !== 'EEXIST') throw error;
  console.error('.env is there already, and is left as it is.');
  process.exitCode = 1;
}
