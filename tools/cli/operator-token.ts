import { OPERATOR_TOKENS } from '@reeve/contracts';
import { MasterKeyError } from '@reeve/sealing';
import { loadMasterKey } from '@reeve/sealing/envelope';
import jwt from 'jsonwebtoken';
import { RequestFailedError } from './reeve-session.js';
import type { Environment } from './reeve-session.js';

const DEFAULT_DATA_DIR = './data';

/**
 * Says that whoever runs this has the installation's master key, and so operates it.
 *
 * @throws RequestFailedError when there is no such key.
 */
export async function operatorToken({
  REEVE_MASTER_KEY: setting,
  REEVE_DATA_DIR: folder = DEFAULT_DATA_DIR,
}: Environment): Promise<string> {
  // The parts of a whole service: loaded by this command alone.
  const { dataFilesIn, secretFor } = await import('@reeve/composition');
  try {
    const fromSetting = setting === undefined || setting === '' ? undefined : setting;
    const key = await loadMasterKey({ fromSetting, file: dataFilesIn(folder).masterKey, mayCreate: false });
    const { purpose, type, seconds } = OPERATOR_TOKENS;
    return jwt.sign({ typ: type }, secretFor(key, purpose), { algorithm: 'HS256', expiresIn: seconds });
  } catch (error) {
    if (!(error instanceof MasterKeyError)) throw error;
    throw new RequestFailedError(
      `Nobody is signed in, and the installation’s key is not here either: ${error.message}`,
    );
  }
}
