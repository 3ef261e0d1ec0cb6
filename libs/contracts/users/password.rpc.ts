import { command } from '../rpc.js';
import type { Visibility } from './users.rpc.js';

export const passwordsRpc = {
  /**
   * The caller's own; ends every other session of theirs.
   *
   * @throws `USERS-PASSWORD-INCORRECT`, `USERS-PASSWORD-EMPTY`, `USERS-PASSWORD-TOO-LONG`, `USERS-PASSWORD-REFUSED` 400;
   *   `USERS-CREDENTIAL-CHANGED` 409.
   */
  changeOwn: command<{ password: string; newPassword: string }, Visibility>(
    'reeve.users.change-own-password',
  ),
} as const;
