import type { Ending } from '@reeve/testing/faults';
import { expect } from 'vitest';

/**
 * What the operator reads when Reeve does not start: sentences on standard error, without a stack or the name of a class;
 * nothing on standard output, and exit code 1.
 */
export function refusalIn({ code, stdout, stderr }: Ending): string {
  expect({ code, stdout }, stderr).toEqual({ code: 1, stdout: '' });
  const [, said = ''] = /^Reeve did not start\. ([^]+)\n$/.exec(stderr) ?? [];
  expect(said, stderr).not.toBe('');
  expect(said).not.toMatch(/^ +at |\b\w+Error\b/m);
  return said;
}
