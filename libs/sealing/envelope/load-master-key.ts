import { MasterKeyError } from '@reeve/sealing';
import { createMasterKeyFile, readMasterKeyFile } from './master-key-file.js';
import { MASTER_KEY_FORMAT, parseMasterKey } from './parse-master-key.js';

export interface MasterKeySource {
  /** The value of REEVE_MASTER_KEY, if it is set: 64 hexadecimal digits, or the base64 of 32 bytes. */
  readonly fromSetting?: string | undefined;
  /** Where the key is when it is not in the setting. */
  readonly file: string;
  /** Whether to make the file when there is none: only while the key store is empty (`DataKeyStore.isEmpty`). */
  readonly mayCreate: boolean;
}

/**
 * The master key, from the setting or else from the file. On the first start the file is made, readable by its owner alone;
 * when several processes make it at once, all get the same key.
 *
 * @returns 32 bytes. Hand them to createSealing and keep no copy.
 * @throws MasterKeyError saying what to do, and nothing of the key: a malformed setting or file, a file that others may read,
 *   or none at all although keys are stored that a new one could never unwrap.
 */
export async function loadMasterKey(source: MasterKeySource): Promise<Buffer> {
  const { fromSetting, file, mayCreate } = source;
  if (fromSetting !== undefined) return keyFromSetting(fromSetting);
  const key = await readMasterKeyFile(file);
  if (key !== undefined) return key;
  if (mayCreate) return createMasterKeyFile(file);
  throw new MasterKeyError(
    `The master key file ${file} is missing, and there are data keys that only it can unwrap: ` +
      'restore the file from a backup, or set REEVE_MASTER_KEY to the key that was in use',
  );
}

function keyFromSetting(value: string): Buffer {
  const key = parseMasterKey(value);
  if (key !== undefined) return key;
  throw new MasterKeyError(
    `REEVE_MASTER_KEY must be ${MASTER_KEY_FORMAT}; the value given has ${value.length} characters and is neither ` +
      '(it is not shown here, as it may be a secret)',
  );
}
