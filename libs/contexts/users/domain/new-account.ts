import { DEFAULT_PROFILE_IMAGE_URL, isProfileImageUrl, usersErrors } from '@reeve/contracts';
import { newEmailAddress } from './email-address.js';
import { checkNewPassword } from './new-password.js';

const MAX_NAME_LENGTH = 500;

/** What a person brings to have an account, in clear. */
export interface NewAccount {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly profileImageUrl: string;
}

/**
 * Checks a new account before anything is done for it. @returns it with its e-mail normalised.
 *
 * @throws ReeveError `USERS-EMAIL-INVALID`, `USERS-PASSWORD-EMPTY`, `USERS-PASSWORD-TOO-LONG` 400; `USERS-NAME-TOO-LONG`,
 *   `USERS-PROFILE-IMAGE-INVALID` 422.
 */
export function checkNewAccount(account: NewAccount): NewAccount {
  checkName(account.name);
  if (!isProfileImageUrl(account.profileImageUrl)) throw usersErrors.profileImageInvalid();
  checkNewPassword(account.password);
  return {
    ...account,
    email: newEmailAddress(account.email),
    profileImageUrl: account.profileImageUrl || DEFAULT_PROFILE_IMAGE_URL,
  };
}

/** @throws ReeveError `USERS-NAME-TOO-LONG` 422. */
export function checkName(name: string): void {
  if (name.length > MAX_NAME_LENGTH) throw usersErrors.nameTooLong(MAX_NAME_LENGTH);
}
