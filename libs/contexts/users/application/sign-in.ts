import { accountErrors, usersErrors } from '@reeve/contracts';
import type { CallContext, RequestOf, SignInRefusalReason, SignInOutcome, usersRpc } from '@reeve/contracts';
import { signInRefusalStream } from '@reeve/users/domain';
import { v5 } from 'uuid';
import { asUser } from './command-call.js';
import type { Entrance } from './factor/entrance.js';
import type { PasswordChanges } from './password-changes.js';
import type { PasswordHashing } from './password-hashing.js';
import type { UserDirectory } from './user-directory.js';
import type { UsersAggregates } from './users-aggregates.js';

/** Somebody signs in with e-mail and password. Whether the e-mail is known shows neither in the answer nor in its time. */
export class SignIn {
  constructor(
    private readonly directory: UserDirectory,
    private readonly passwords: PasswordHashing,
    private readonly aggregates: UsersAggregates,
    private readonly entrance: Entrance,
    private readonly passwordChanges: PasswordChanges,
  ) {}

  /** @throws ReeveError `USERS-CREDENTIALS-INVALID` 400; `USERS-ACCOUNT-DISABLED` 403 for who has the right password; and what {@link PasswordHashing.matches} throws. */
  async execute(
    { email, password }: RequestOf<typeof usersRpc.signIn>,
    call: CallContext,
  ): Promise<SignInOutcome> {
    const emailFingerprint = this.directory.emailFingerprint(email);
    const found = await this.directory.byEmailFingerprint(emailFingerprint);
    const passwordHash = await this.directory.passwordHash(found);
    const matches = await this.passwords.matches(password, passwordHash, call.deadline);
    if (found === undefined || !matches) {
      const reason = passwordHash === undefined ? 'unknown-email' : 'wrong-password';
      await this.recordRefusal(found?.id ?? null, emailFingerprint, reason, call);
      throw usersErrors.credentialsInvalid();
    }
    const user = this.directory.sessionUser(found);
    const { standing, sessionStamp } = found.document;
    if (standing === 'disabled') {
      await this.recordRefusal(user.id, emailFingerprint, 'disabled', call);
      throw accountErrors.accountDisabled();
    }
    const asThemselves = asUser(call, user.id, user.role);
    await this.passwordChanges.strengthen(found, password, asThemselves);
    return await this.entrance.start(user, { method: 'password', sessionStamp }, asThemselves);
  }

  private async recordRefusal(
    userId: string | null,
    emailFingerprint: string,
    reason: SignInRefusalReason,
    call: CallContext,
  ): Promise<void> {
    // By what was tried too: guessing on under one Idempotency-Key must not go unrecorded.
    const refusalId = v5(call.commandHash ?? '', call.commandId);
    await this.aggregates.signInRefusals.execute(
      signInRefusalStream(refusalId),
      { kind: 'record', userId, emailFingerprint, reason },
      call,
    );
  }
}
