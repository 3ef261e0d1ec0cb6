import { hash } from '@node-rs/bcrypt';
import { beforeAll, describe, expect, it } from 'vitest';
import { createArgon2PasswordHashing } from './password-hashing.js';

const CHEAP = { memoryKib: 8, passes: 1 };
const deadline = Number.MAX_SAFE_INTEGER;
const hashing = createArgon2PasswordHashing(CHEAP);

describe('A hash that Open WebUI has made', () => {
  let bcryptHash: string;
  beforeAll(async () => {
    bcryptHash = await hash('correct horse', 4);
  });

  it.each(['2a', '2b', '2y'] as const)(
    'with the prefix %s matches its password and no other',
    async (version) => {
      const made = (await hash('correct horse', 4)).replace('$2b$', `$${version}$`);
      expect(await hashing.matches('correct horse', made, deadline)).toBe(true);
      expect(await hashing.matches('wrong horse', made, deadline)).toBe(false);
    },
  );

  it('is of the first 72 bytes, within a character if need be', async () => {
    const password = `${'x'.repeat(71)}é and whatever else`;
    const cut = Buffer.from(password).subarray(0, 72);
    const made = await hash(new Uint8Array(cut), 4);
    expect(await hashing.matches(password, made, deadline)).toBe(true);
    expect(await hashing.matches(`${'x'.repeat(71)}ê`, made, deadline)).toBe(true);
    expect(await hashing.matches('x'.repeat(71), made, deadline)).toBe(false);
  });

  it('is outdated, as is an argon2id hash of another cost; one of this cost is not', async () => {
    expect(hashing.isOutdated(bcryptHash)).toBe(true);
    expect(hashing.isOutdated(await hashing.hash('x', deadline))).toBe(false);
    const stronger = createArgon2PasswordHashing({ memoryKib: 16, passes: 2 });
    expect(stronger.isOutdated(await hashing.hash('x', deadline))).toBe(true);
  });

  it.each(['$2b$31$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', '$2b$', '$2b$04$short'])(
    'that is none, or made to keep somebody busy, matches nothing: %s',
    async (made) => {
      expect(await hashing.matches('correct horse', made, deadline)).toBe(false);
    },
  );

  it('takes as long to refuse as nobody’s, once one was checked', async () => {
    const slow = createArgon2PasswordHashing(CHEAP);
    const made = await hash('correct horse', 10);
    const timeOf = async (work: () => Promise<unknown>) => {
      const startedAt = performance.now();
      await work();
      return performance.now() - startedAt;
    };
    const checked = await timeOf(() => slow.matches('wrong horse', made, deadline));
    const nobodys = await timeOf(() => slow.matches('wrong horse', undefined, deadline));
    // The first includes loading native code; what is kept is the check alone, which is most of it.
    expect(nobodys).toBeGreaterThan(20);
    expect(nobodys).toBeLessThan(checked + 200);
  });
});
