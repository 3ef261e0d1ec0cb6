import { randomBytes } from 'node:crypto';
import { link, open, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MasterKeyError } from '@reeve/sealing';
import { MASTER_KEY_BYTES } from './master-key.js';
import { MASTER_KEY_FORMAT, parseMasterKey } from './parse-master-key.js';

const OWNER_ONLY = 0o600;
const OF_OTHERS = 0o077;

/**
 * @returns undefined when there is no such file.
 * @throws MasterKeyError when others may read it, when it holds no key, or when it cannot be read.
 */
export async function readMasterKeyFile(file: string): Promise<Buffer | undefined> {
  const text = await readOwnFile(file);
  if (text === undefined) return undefined;
  const key = parseMasterKey(text.trim());
  if (key !== undefined) return key;
  throw new MasterKeyError(
    `The master key file ${file} does not hold a key (${MASTER_KEY_FORMAT}): restore it from a backup`,
  );
}

/**
 * Makes the file with a new key; all of it or nothing, also through a crash. When another process was first, its key counts.
 * Durable when it resolves: a key that wraps others must not be lost with the power.
 * @throws MasterKeyError when the file cannot be made.
 */
export async function createMasterKeyFile(file: string): Promise<Buffer> {
  const written = `${file}.${randomBytes(6).toString('hex')}.new`;
  try {
    await writeDurably(written, `${randomBytes(MASTER_KEY_BYTES).toString('hex')}\n`);
    // A link, and not a rename, which would replace the key that another process has just begun to use.
    await link(written, file).catch(unless('EEXIST'));
    await syncFolder(dirname(file));
  } catch (error) {
    throw new MasterKeyError(
      `The master key file ${file} cannot be made: ${codeOf(error)}; make its folder writable, or set REEVE_MASTER_KEY`,
    );
  } finally {
    await unlink(written).catch(unless('ENOENT'));
  }
  const key = await readMasterKeyFile(file);
  if (key === undefined) throw new MasterKeyError(`The master key file ${file} vanished as it was made`);
  return key;
}

/** Judged and read through one handle, so that it is one and the same file. */
async function readOwnFile(file: string): Promise<string | undefined> {
  try {
    const handle = await open(file, 'r');
    try {
      const { mode } = await handle.stat();
      // Windows has no such bits: there the folder's access list decides.
      if (process.platform !== 'win32' && (mode & OF_OTHERS) !== 0) {
        throw new MasterKeyError(
          `The master key file ${file} can be used by others (mode ${(mode & 0o777).toString(8)}): run "chmod 600 ${file}"`,
        );
      }
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof MasterKeyError) throw error;
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new MasterKeyError(
      `The master key file ${file} cannot be read: ${codeOf(error)}; make it a file that this user may read, or set REEVE_MASTER_KEY`,
    );
  }
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', OWNER_ONLY);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A new name is as durable as its folder. Windows cannot open folders, and needs not. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function unless(expected: string): (error: unknown) => void {
  return (error) => {
    if (codeOf(error) !== expected) throw error;
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
