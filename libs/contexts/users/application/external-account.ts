import { randomBytes } from 'node:crypto';
import { accountErrors, DEFAULT_PROFILE_IMAGE_URL, ReeveError } from '@reeve/contracts';
import type {
  AuthenticationMethod,
  CallContext,
  RegistrationSource,
  Role,
  SessionUser,
  SignInOutcome,
} from '@reeve/contracts';
import { checkNewAccount } from '@reeve/users/domain';
import type { Admission } from './admission.js';
import { asUser, userIdOf } from './command-call.js';
import type { Entrance } from './factor/entrance.js';
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

/** Whoever has the e-mail, and the stamp that their sessions bear. */
interface Holder {
  readonly user: SessionUser;
  readonly sessionStamp: string;
}

/** Signs in whoever another server vouches for: with the account that has their e-mail, or with one that is made for them. */
export class ExternalAccount {
  constructor(
    private readonly directory: UserDirectory,
    private readonly admission: Admission,
    private readonly entrance: Entrance,
  ) {}

  /** @throws ReeveError `USERS-ACCOUNT-DISABLED` 403; those of `checkNewAccount` and {@link Admission.admit}. */
  async enter(person: VouchedPerson, call: CallContext): Promise<SignInOutcome> {
    const holder = await this.withEmail(person.email);
    if (holder !== undefined) return await this.start(holder, person, call);
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

  private async withEmail(email: string): Promise<Holder | undefined> {
    const found = await this.directory.byEmailFingerprint(this.directory.emailFingerprint(email));
    if (found === undefined) return undefined;
    const { standing, sessionStamp } = found.document;
    if (standing === 'disabled') throw accountErrors.accountDisabled();
    return { user: this.directory.sessionUser(found), sessionStamp };
  }

  private async start(
    { user, sessionStamp }: Holder,
    { method }: VouchedPerson,
    call: CallContext,
  ): Promise<SignInOutcome> {
    return await this.entrance.start(user, { method, sessionStamp }, asUser(call, user.id, user.role));
  }
}
