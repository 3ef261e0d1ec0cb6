import { usersErrors } from '@reeve/contracts';
import type {
  AccountChanges,
  CallContext,
  ProfileChanges,
  SessionUser,
  UserRecord,
  Visibility,
} from '@reeve/contracts';
import { readYourWrites } from '@reeve/event-sourcing';
import type { ProjectionProgress } from '@reeve/event-sourcing';
import type { ChangeAccount } from './change-account.js';
import { stepOf } from './command-call.js';
import type { PasswordChanges } from './password-changes.js';
import type { UserRecords } from './user-records.js';

/** Changes somebody, and answers who they are then. */
export class UpdateUser {
  constructor(
    private readonly changeAccount: ChangeAccount,
    private readonly passwordChanges: PasswordChanges,
    private readonly records: UserRecords,
    private readonly progress: ProjectionProgress,
  ) {}

  /**
   * The account first, then the password: two streams. Whatever ends it between them, the same command goes on with the password.
   *
   * @throws ReeveError those of {@link ChangeAccount.execute} and {@link PasswordChanges.changeFor}.
   */
  async execute(
    userId: string,
    { password, ...changes }: AccountChanges,
    call: CallContext,
  ): Promise<{ readonly user: UserRecord } & Visibility> {
    if (password !== undefined) this.passwordChanges.checkNew(password);
    const position = await this.changeAccount.execute(userId, changes, call);
    const shown = await readYourWrites(this.progress, position, call);
    const changed =
      password === undefined
        ? { visible: true }
        : await this.passwordChanges.changeFor(userId, password, stepOf(call, 'password'));
    return { user: await this.records.record(userId), visible: shown && changed.visible };
  }

  /** @throws ReeveError those of {@link ChangeAccount.execute}; `USERS-SESSION-ENDED` 401 when the account is gone. */
  async ownProfile(
    changes: ProfileChanges,
    call: CallContext,
  ): Promise<{ readonly user: SessionUser } & Visibility> {
    const { id: userId } = call.principal;
    if (userId === null) throw usersErrors.sessionEnded();
    const { user, visible } = await this.execute(userId, changes, call);
    const { id, email, name, role, profile_image_url } = user;
    return { user: { id, email, name, role, profile_image_url }, visible };
  }
}
