import { importErrors, ROLES } from '@reeve/contracts';
import type { ImportRow, Role } from '@reeve/contracts';
import { checkNewAccount } from './new-account.js';
import type { NewAccount } from './new-account.js';
import { isPasswordHash } from './password-hash.js';

export interface ImportedAccount {
  readonly account: NewAccount;
  /** Null: to be made of the account's password. */
  readonly passwordHash: string | null;
  readonly role: Role;
}

/**
 * Checks a row before anything is done for it. Upper and lower case are the same in a role, as on Open WebUI's page.
 *
 * @throws ReeveError those of `checkNewAccount`; `USERS-IMPORT-ROLE-UNKNOWN`, `USERS-PASSWORD-HASH-UNSUPPORTED` 422.
 */
export function checkImportedAccount(row: ImportRow): ImportedAccount {
  const { name, email, passwordHash, profileImageUrl } = row;
  const role = ROLES.find((each) => each === row.role.toLowerCase());
  if (role === undefined) throw importErrors.roleUnknown();
  if (passwordHash !== null && !isPasswordHash(passwordHash)) throw importErrors.passwordHashUnsupported();
  const password = passwordHash ?? row.password ?? '';
  return { account: checkNewAccount({ name, email, password, profileImageUrl }), passwordHash, role };
}
