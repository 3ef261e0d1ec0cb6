import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { StartError } from '../start-error.js';

/**
 * The folder of the embedded parts, made when it is missing.
 *
 * @returns its absolute path.
 * @throws StartError when it cannot be used.
 */
export async function dataFolder(path: string): Promise<string> {
  const folder = resolve(path);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartError(cannotUse(folder, (error as NodeJS.ErrnoException).code ?? String(error)));
  }
  return folder;
}

function cannotUse(folder: string, code: string): string {
  switch (code) {
    case 'EEXIST':
    case 'ENOTDIR':
      return `The data folder ${folder} cannot be made: there is a file of that name on the way. Name another in REEVE_DATA_DIR.`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `The data folder ${folder} cannot be made: there is no room on the disk. Free some, or name another in REEVE_DATA_DIR.`;
    default:
      return `The data folder ${folder} cannot be used (${code}). Make it writable for this user, or name another in REEVE_DATA_DIR.`;
  }
}
