import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MasterKeyError } from '@reeve/sealing';
import { loadMasterKey } from '@reeve/sealing/envelope';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

describe('the master key', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reeve-master-key-'));
    file = join(folder, 'master.key');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const refusal = async (source: { fromSetting?: string; file?: string; mayCreate?: boolean }) => {
    const error: unknown = await loadMasterKey({ file, mayCreate: true, ...source }).catch(
      (error: unknown) => error,
    );
    expect(error).toBeInstanceOf(MasterKeyError);
    return String(error);
  };

  it('comes from the setting if there is one, and then no file is read or made', async () => {
    const key = randomBytes(32);
    await writeFile(file, 'not a key');
    expect(await loadMasterKey({ fromSetting: key.toString('hex'), file, mayCreate: false })).toEqual(key);
    const fromBase64 = { fromSetting: key.toString('base64'), file: join(folder, 'none'), mayCreate: true };
    expect(await loadMasterKey(fromBase64)).toEqual(key);
    expect(await readdir(folder)).toEqual(['master.key']);
  });

  it.each(['', 'hunter2-hunter2-hunter2', 'f'.repeat(63), randomBytes(31).toString('base64')])(
    'is refused as the setting %j: the message names the variable and what is allowed, not the value',
    async (fromSetting) => {
      const message = await refusal({ fromSetting });
      expect(message).toMatch(/REEVE_MASTER_KEY must be 64 hexadecimal digits, or the base64 of 32 bytes/);
      if (fromSetting !== '') expect(message).not.toContain(fromSetting);
      expect(await readdir(folder)).toEqual([]);
    },
  );

  it('is made on the first start, for its owner alone, and is the same on the next', async () => {
    const key = await loadMasterKey({ file, mayCreate: true });
    expect(key).toHaveLength(32);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await loadMasterKey({ file, mayCreate: false })).toEqual(key);
    expect(await readdir(folder)).toEqual(['master.key']);
  });

  it('is in the file as the setting would take it', async () => {
    const key = await loadMasterKey({ file, mayCreate: true });
    const fromSetting = (await readFile(file, 'utf8')).trim();
    expect(await loadMasterKey({ fromSetting, file: join(folder, 'none'), mayCreate: false })).toEqual(key);
  });

  it('is one and the same for all who start at once', async () => {
    const keys = await Promise.all(
      Array.from({ length: 30 }, () => loadMasterKey({ file, mayCreate: true })),
    );
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
    expect(await readdir(folder)).toEqual(['master.key']);
  });

  it('is not what a start that crashed half-way has left behind', async () => {
    await writeFile(`${file}.0123456789ab.new`, 'ab', { mode: 0o600 });
    expect(await loadMasterKey({ file, mayCreate: true })).toHaveLength(32);
  });

  it('is never made anew while there are keys that only the missing one unwraps', async () => {
    expect(await refusal({ mayCreate: false })).toMatch(/is missing.*restore the file.*REEVE_MASTER_KEY/);
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([0o640, 0o604, 0o660, 0o644, 0o610])('is refused from a file of mode %o', async (mode) => {
    await loadMasterKey({ file, mayCreate: true });
    await chmod(file, mode);
    expect(await refusal({})).toContain(`(mode ${mode.toString(8)}): run "chmod 600 ${file}"`);
    await chmod(file, 0o400);
    expect(await loadMasterKey({ file, mayCreate: false })).toHaveLength(32);
  });

  it.each(['', '\n', 'ab\n', 'secret-but-too-short', 'f'.repeat(128)])(
    'is refused from a file that holds %j, which the message does not repeat',
    async (content) => {
      await writeFile(file, content, { mode: 0o600 });
      const message = await refusal({});
      expect(message).toMatch(/does not hold a key.*restore it from a backup/);
      if (content.length > 2) expect(message).not.toContain(content.trim());
      expect(await readFile(file, 'utf8')).toBe(content);
    },
  );

  it('is refused when the file cannot be read, or cannot be made', async () => {
    await mkdir(file, { mode: 0o700 });
    expect(await refusal({})).toContain('cannot be read: EISDIR');
    expect(await refusal({ file: join(folder, 'no', 'such', 'folder') })).toContain('cannot be made: ENOENT');
  });
});
