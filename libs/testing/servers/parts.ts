import { describe, it } from 'vitest';

/** What suites use and npm does not bring; `.ci/parts` installs all of them and sets the variables. */
const PARTS = {
  'nats-server': { path: 'REEVE_TEST_NATS_SERVER' },
  'redis-server': { path: 'REEVE_TEST_REDIS_SERVER' },
  /** OpenLDAP's server; its schemas stand where Debian has them, seen from the program's folder or from the root. */
  slapd: { path: 'REEVE_TEST_SLAPD' },
  /** Its double; a real MongoDB does instead of it. */
  mongodb: { path: 'REEVE_TEST_MONGODB_STANDIN', orUrl: 'REEVE_TEST_MONGODB_URL' },
  /** The double alone: one that may be killed. */
  'mongodb-stand-in': { path: 'REEVE_TEST_MONGODB_STANDIN' },
  schemathesis: { path: 'REEVE_TEST_SCHEMATHESIS' },
  /** The library that is loaded before libc's. */
  libfaketime: { path: 'REEVE_TEST_LIBFAKETIME' },
  strace: { path: 'REEVE_TEST_STRACE' },
} as const satisfies Readonly<Record<string, { readonly path: string; readonly orUrl?: string }>>;

export type Part = keyof typeof PARTS;

/**
 * Where a part is installed.
 *
 * @throws Error naming the variable that should say it.
 */
export function partPath(part: Part): string {
  const { path } = PARTS[part];
  const value = process.env[path] ?? '';
  if (value === '') throw new Error(`${path} has to say where ${part} is: eval "$(.ci/parts)"`);
  return value;
}

/**
 * A suite that needs real parts. One that is missing fails the suite in CI; elsewhere the suite is skipped as one test, whose
 * name in the closing table of `npm test` says what is missing. What it is named by is read before `suite` is called, so that
 * `suite` may use {@link partPath}.
 *
 * @param options.timeout milliseconds for each test of the suite.
 */
export function describeWithPart(
  parts: Part | readonly Part[],
  title: string,
  suite: () => void,
  options: { readonly timeout?: number } = {},
): void {
  const missing = [parts].flat().filter((part) => !isThere(part));
  if (missing.length === 0) {
    describe(title, options, suite);
    return;
  }
  const named = missing.map((part) => `${part} (${PARTS[part].path})`).join(', ');
  describe(title, () => {
    it.skipIf(process.env['CI'] !== 'true')(`with ${named}`, () => {
      throw new Error(`In CI every part has to be there; missing: ${named}`);
    });
  });
}

function isThere(part: Part): boolean {
  return Object.values(PARTS[part]).some((variable) => (process.env[variable] ?? '') !== '');
}
