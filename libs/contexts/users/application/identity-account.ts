import { randomBytes } from 'node:crypto';
import {
  accountErrors,
  DEFAULT_PROFILE_IMAGE_URL,
  errors,
  isProfileImageUrl,
  ReeveError,
  USER_PURPOSES,
  usersErrors,
  userSubject,
} from '@reeve/contracts';
import type { AccountChanges, CallContext, SessionUser, SignInOutcome } from '@reeve/contracts';
import { readAggregate, readYourWrites } from '@reeve/event-sourcing';
import type { ProjectionProgress } from '@reeve/event-sourcing';
import type { EventStore, Position } from '@reeve/event-store';
import type { Sealing } from '@reeve/sealing';
import {
  checkNewAccount,
  identityDecider,
  identityStream,
  userDecider,
  userStream,
} from '@reeve/users/domain';
import type { ClaimedPerson } from '@reeve/users/domain';
import { v5 } from 'uuid';
import type { SettingsInForce } from './admin-settings.js';
import type { Admission } from './admission.js';
import type { ChangeAccount } from './change-account.js';
import { asUser, stepOf, userIdOf } from './command-call.js';
import type { Entrance } from './factor/entrance.js';
import { untilShown } from './until-shown.js';
import type { FoundUser, UserDirectory } from './user-directory.js';
import type { UsersAggregates } from './users-aggregates.js';

/** Namespace of the command ids that accounts are registered under: one for each user, whoever completes it. */
const REGISTRATIONS = '5f0f2f4e-1d4b-4f7e-8f63-0c3a5d1be0a7';

interface Identity extends ClaimedPerson {
  readonly provider: string;
  readonly fingerprint: string;
}

/**
 * The account of somebody whom an identity provider vouches for: the one that the identity is linked to; else, where administrators
 * want that and the provider has verified it, the one with their e-mail; else one that is made for them.
 */
export class IdentityAccount {
  constructor(
    private readonly eventStore: EventStore,
    private readonly aggregates: UsersAggregates,
    private readonly sealing: Sealing,
    private readonly directory: UserDirectory,
    private readonly admission: Admission,
    private readonly entrance: Entrance,
    private readonly changeAccount: ChangeAccount,
    private readonly progress: ProjectionProgress,
  ) {}

  /**
   * @throws ReeveError `USERS-EMAIL-TAKEN` 400 for an e-mail whose account is not to be linked; `USERS-OAUTH-EMAIL-UNVERIFIED`,
   *   `USERS-OAUTH-SIGN-UP-CLOSED` 403; those of `checkNewAccount` and {@link Admission.admit}.
   */
  async enter(
    provider: string,
    person: ClaimedPerson,
    settings: SettingsInForce,
    call: CallContext,
  ): Promise<SignInOutcome> {
    const fingerprint = this.sealing.fingerprint(
      USER_PURPOSES.identitySubject,
      JSON.stringify([provider, person.subject]),
    );
    const identity = { ...person, provider, fingerprint };
    const linked = await readAggregate(this.eventStore, identityDecider, identityStream(fingerprint));
    const holder = linked.status === 'linked' ? linked.userId : null;
    const isAccount = holder !== null && (await this.isRegistered(holder));
    if (isAccount) return await this.start(await this.shown(holder), identity, settings, call);

    const sameEmail = await this.directory.byEmailFingerprint(this.directory.emailFingerprint(person.email));
    if (sameEmail !== undefined) {
      if (!settings.oauth.OAUTH_MERGE_ACCOUNTS_BY_EMAIL) throw usersErrors.emailTaken();
      // Else whoever may write any e-mail at a provider could take over the account of anybody.
      if (person.emailVerified !== true) throw usersErrors.oauthEmailUnverified();
      await this.link(identity, sameEmail.id, holder, call);
      return await this.start(sameEmail, identity, settings, call);
    }
    return await this.admit(identity, holder, settings, call);
  }

  private async admit(
    identity: Identity,
    holder: string | null,
    { admin, oauth }: SettingsInForce,
    call: CallContext,
  ): Promise<SignInOutcome> {
    if (!oauth.ENABLE_OAUTH_SIGNUP) throw usersErrors.oauthSignUpClosed();
    if (identity.emailVerified === false) throw usersErrors.oauthEmailUnverified();
    const { email, name, picture } = identity;
    // Nobody knows it: there is no signing in with it.
    const password = randomBytes(32).toString('base64url');
    const profileImageUrl =
      picture !== undefined && isProfileImageUrl(picture) ? picture : DEFAULT_PROFILE_IMAGE_URL;
    const account = checkNewAccount({ name, email, password, profileImageUrl });
    const role = identity.role ?? admin.DEFAULT_USER_ROLE;
    // Whoever it is linked to without an account is somebody whose first sign-in is under way, or was cut short: theirs is completed.
    const unfinished = holder !== null && (await this.isUnregistered(holder)) ? holder : undefined;
    const userId = await this.link(identity, unfinished ?? userIdOf(call), holder, call);
    const registering = { ...call, commandId: v5(userId, REGISTRATIONS), commandHash: null };
    return await this.admission.admit(
      { userId, account, role, source: 'oauth' },
      'oauth',
      asUser(call, userId, role),
      asUser(registering, userId, role),
    );
  }

  /** @returns whom it is linked to from now on: somebody else, if they came first. */
  private async link(
    { fingerprint, provider, subject }: Identity,
    userId: string,
    replaces: string | null,
    call: CallContext,
  ): Promise<string> {
    const sealed = await this.sealing.seal(userSubject(userId), USER_PURPOSES.identitySubject, subject);
    const { state } = await this.aggregates.identities.execute(
      identityStream(fingerprint),
      { kind: 'link', identityFingerprint: fingerprint, provider, subject: sealed, userId, replaces },
      stepOf(call, `link ${fingerprint} ${userId}`),
    );
    if (state.status !== 'linked') throw errors.internal();
    return state.userId;
  }

  /** Where roles are left to the provider, the account gets the one it says; the primary administrator stays what they are. */
  private async start(
    known: FoundUser,
    identity: Identity,
    settings: SettingsInForce,
    call: CallContext,
  ): Promise<SignInOutcome> {
    if (known.document.standing === 'disabled') throw accountErrors.accountDisabled();
    const { role: given } = identity;
    const found = await this.followed(known, identity, settings, asUser(call, known.id, known.role));
    const role = found.document.primaryAdministrator ? found.role : (given ?? found.role);
    if (role !== found.role) {
      await this.aggregates.users.execute(
        userStream(found.id),
        { kind: 'follow-identity-provider', userId: found.id, role },
        stepOf(asUser(call, found.id, found.role), `follow ${role}`),
      );
    }
    const user: SessionUser = this.directory.sessionUser({ ...found, role });
    const { sessionStamp } = found.document;
    return await this.entrance.start(user, { method: 'oauth', sessionStamp }, asUser(call, user.id, role));
  }

  /**
   * Where administrators want that, what the provider says of the person takes the place of what was said before. An e-mail only
   * if the provider has verified it; one that somebody else has, and whatever else is refused, stays as it was.
   */
  private async followed(
    found: FoundUser,
    { name, email, emailVerified, picture }: Identity,
    { oauth }: SettingsInForce,
    call: CallContext,
  ): Promise<FoundUser> {
    const { document } = found;
    const changes: readonly AccountChanges[] = [
      ...(oauth.OAUTH_UPDATE_NAME_ON_LOGIN && name !== document.name ? [{ name }] : []),
      ...(oauth.OAUTH_UPDATE_EMAIL_ON_LOGIN && emailVerified === true ? [{ email }] : []),
      ...(oauth.OAUTH_UPDATE_PICTURE_ON_LOGIN && picture !== undefined ? [{ profileImageUrl: picture }] : []),
    ];
    let last: Position | undefined;
    for (const change of changes) {
      const step = stepOf(call, `follow ${Object.keys(change).join()}`);
      try {
        last = (await this.changeAccount.execute(found.id, change, step)) ?? last;
      } catch (error) {
        if (!(error instanceof ReeveError) || error.status >= 500) throw error;
      }
    }
    if (last === undefined) return found;
    await readYourWrites(this.progress, last, call);
    return (await this.directory.byId(found.id)) ?? found;
  }

  /** Reads may not show an account yet that was made a moment ago. */
  private async shown(userId: string): Promise<FoundUser> {
    const found = await untilShown(() => this.directory.byId(userId));
    if (found === undefined) throw errors.unavailable('document store');
    return found;
  }

  private async isRegistered(userId: string): Promise<boolean> {
    return (await readAggregate(this.eventStore, userDecider, userStream(userId))).status === 'registered';
  }

  private async isUnregistered(userId: string): Promise<boolean> {
    return (await readAggregate(this.eventStore, userDecider, userStream(userId))).status === 'unregistered';
  }
}
