import { readdirSync } from 'node:fs';
import { getPriority } from 'node:os';
import { describe, expect, it } from 'vitest';
import { createArgon2PasswordHashing, OWASP_COST } from './password-hashing.js';

const later = () => Date.now() + 60_000;
const cheap = (atOnce?: number) => createArgon2PasswordHashing({ memoryKib: 8, passes: 1 }, atOnce);

describe('Password hashing', () => {
  it('is argon2id at the cost OWASP asks for', async () => {
    const hash = await createArgon2PasswordHashing().hash('secret', later());
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(OWASP_COST).toEqual({ memoryKib: 19_456, passes: 2 });
  });

  it('tells the right password from others, past 72 bytes too', async () => {
    const passwords = cheap();
    const long = 'ж'.repeat(100);
    const hash = await passwords.hash(long, later());
    expect(await passwords.matches(long, hash, later())).toBe(true);
    expect(await passwords.matches(`${long.slice(0, -1)}!`, hash, later())).toBe(false);
    expect(await passwords.matches('', hash, later())).toBe(false);
  });

  it('does the same work for nobody as for somebody', async () => {
    const passwords = createArgon2PasswordHashing();
    const hash = await passwords.hash('secret', later());
    const time = async (of: string | undefined) => {
      const begun = performance.now();
      expect(await passwords.matches('guess', of, later())).toBe(false);
      return performance.now() - begun;
    };
    const fastest = { nobody: Infinity, somebody: Infinity };
    for (let round = 0; round < 10; round++) {
      fastest.nobody = Math.min(fastest.nobody, await time(undefined));
      fastest.somebody = Math.min(fastest.somebody, await time(hash));
    }
    // Without the same work the ratio would be in the thousands; a machine that is busy throughout makes it up to two.
    expect(fastest.somebody / fastest.nobody).toBeGreaterThan(0.1);
    expect(fastest.somebody / fastest.nobody).toBeLessThan(10);
  });

  it('refuses more than it can do soon', async () => {
    const passwords = cheap(2);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 200 }, () => passwords.matches('guess', undefined, later())),
    );
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused.length).toBe(200 - 102);
    for (const { reason } of refused) {
      expect(reason).toMatchObject({
        code: 'USERS-PASSWORD-CHECKS-BUSY',
        status: 503,
        extra: { retry_after: 2 },
      });
    }
  });

  it('goes on after what cannot be checked', async () => {
    const passwords = cheap(1);
    await expect(passwords.matches('guess', 'no hash', later())).rejects.toThrow('could not be hashed');
    expect(await passwords.matches('guess', await passwords.hash('guess', later()), later())).toBe(true);
  });

  it.runIf(process.platform === 'linux')('leaves the processor to the other threads', async () => {
    const priorities = () => readdirSync('/proc/self/task').map((thread) => getPriority(Number(thread)));
    const before = priorities().filter((priority) => priority === 10).length;
    await cheap(1).hash('secret', later());
    const after = priorities();
    expect(after.filter((priority) => priority === 10)).toHaveLength(before + 1);
    expect(getPriority(process.pid)).toBe(0);
  });

  it('begins nothing that nobody waits for any more', async () => {
    await expect(cheap().hash('secret', Date.now() - 1)).rejects.toMatchObject({ code: 'DEADLINE-EXCEEDED' });
  });
});
