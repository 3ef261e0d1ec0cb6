import { program, run } from './child.js';
import type { Calls, CallsResult } from './programs/calls.js';

/** Milliseconds of each call that is timed, made by a process that does nothing else and has called for a while. */
export async function callTimes(calls: Calls): Promise<readonly number[]> {
  return (await run<CallsResult>(program('calls'), calls)).milliseconds;
}
