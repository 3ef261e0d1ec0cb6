import { randomBytes } from 'node:crypto';
import { accountErrors, DEFAULT_PROFILE_IMAGE_URL, ReeveError } from '@reeve/contracts';
import type {
  AuthenticationMethod,
  CallContext,
  RegistrationSource,
  Role,
  SessionUser,
  StartedSession,
  Visibility,
} from '@reeve/contracts';
import { checkNewAccount } from '@reeve/users/domain';
import type { Admission } from './admission.js';
import { asUser, userIdOf } from './command-call.js';
import type { Sessions } from './sessions.js';
import { untilShown } from './until-shown.js';
import type { UserDirectory } from './user-directory.js';

/** Somebody whom another server vouches for. */
export interface VouchedPerson {
  readonly email: string;
  readonly name: string;
  /** Of an account that is made for them. */
  readonly role: Role;
  readonly method: AuthenticationMethod & RegistrationSource;
}

/** Signs in whoever another server vouches for: with the account that has their e-mail, or with one that is made for them. */
export class ExternalAccount {
  constructor(
    private readonly directory: UserDirectory,
    private readonly admission: Admission,
    private readonly sessions: Sessions,
  ) {}

  /** @throws ReeveError `USERS-ACCOUNT-DISABLED` 403; those of `checkNewAccount` and {@link Admission.admit}. */
  async enter(person: VouchedPerson, call: CallContext): Promise<StartedSession & Visibility> {
    const user = await this.withEmail(person.email);
    if (user !== undefined) return await this.start(user, person, call);
    const { email, name, role, method } = person;
    // Nobody knows it: there is no signing in with it.
    const password = randomBytes(32).toString('base64url');
    const account = checkNewAccount({ name, email, password, profileImageUrl: DEFAULT_PROFILE_IMAGE_URL });
    const userId = userIdOf(call);
    try {
      return await this.admission.admit(
        { userId, account, role, source: method },
        method,
        asUser(call, userId, role),
      );
    } catch (error) {
      if (!(error instanceof ReeveError) || error.code !== 'USERS-EMAIL-TAKEN') throw error;
      // The same person signs in for the first time twice at once.
      const made = await untilShown(() => this.withEmail(person.email));
      if (made === undefined) throw error;
      return await this.start(made, person, call);
    }
  }

  private async withEmail(email: string): Promise<SessionUser | undefined> {
    const found = await this.directory.byEmailFingerprint(this.directory.emailFingerprint(email));
    if (found?.document.standing === 'disabled') throw accountErrors.accountDisabled();
    return found && this.directory.sessionUser(found);
  }

  private async start(
    user: SessionUser,
    { method }: VouchedPerson,
    call: CallContext,
  ): Promise<StartedSession & Visibility> {
    return await this.sessions.start(user, method, asUser(call, user.id, user.role));
  }
}
