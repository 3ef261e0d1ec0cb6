import { readFileSync } from 'node:fs';

const STANDARD_INPUT = 0;

/** What a program is to do, as `run` was given it: the JSON on its standard input, which takes more than a command line does. */
export function input(): unknown {
  return JSON.parse(readFileSync(STANDARD_INPUT, 'utf8'));
}
