import {
  DEFAULT_PROFILE_IMAGE_URL,
  isProfileImageUrl,
  PROFILE_FIELDS,
  ReeveError,
  usersErrors,
} from '@reeve/contracts';
import type {
  AccountChanges,
  CallContext,
  ProfileChanges,
  ProfileField,
  SealedChange,
} from '@reeve/contracts';
import type { EventStore, Position } from '@reeve/event-store';
import {
  checkName,
  newEmailAddress,
  thePrimaryAdministratorIsChangedByNobodyElse,
  theUserIsThere,
  userStream,
} from '@reeve/users/domain';
import type { RegisteredUser } from '@reeve/users/domain';
import type { EmailReservations } from './email-reservations.js';
import type { PersonalValues } from './personal-values.js';
import { imageRoute } from './profile-images.js';
import type { ProfileImages } from './profile-images.js';
import { readUser } from './read-user.js';
import { retryChangedMeanwhile } from './retry-changed-meanwhile.js';
import type { UserDirectory } from './user-directory.js';
import type { UsersAggregates } from './users-aggregates.js';

type Changes = AccountChanges & Partial<ProfileChanges>;
type Profile = Readonly<Partial<Record<ProfileField, SealedChange>>>;

/** Deleted meanwhile. */
const GONE = usersErrors.notFound().code;

/**
 * Changes an account, all that is asked for at once. An e-mail has three steps: the new one is reserved, the account changes, the
 * old one is given back. Whatever ends it between two of them leaves an e-mail reserved for nobody, which whoever asks for it a
 * minute later gets.
 */
export class ChangeAccount {
  constructor(
    private readonly eventStore: EventStore,
    private readonly aggregates: UsersAggregates,
    private readonly emails: EmailReservations,
    private readonly values: PersonalValues,
    private readonly directory: UserDirectory,
    private readonly images: ProfileImages,
  ) {}

  /**
   * @returns up to where reads have to come to show it.
   * @throws ReeveError `USERS-NOT-FOUND` 404; `USERS-EMAIL-INVALID`, `USERS-EMAIL-TAKEN` 400; `USERS-NAME-TOO-LONG`,
   *   `USERS-PROFILE-IMAGE-INVALID` 422; what the rules of an account refuse with, 403.
   */
  async execute(userId: string, asked: Changes, call: CallContext): Promise<Position | undefined> {
    const changes = checkChanges(userId, asked);
    return await retryChangedMeanwhile(() => this.attempt(userId, changes, call));
  }

  private async attempt(userId: string, changes: Changes, call: CallContext): Promise<Position | undefined> {
    const stream = userStream(userId);
    const actor = call.principal.id;
    const user = theUserIsThere(await readUser(this.eventStore, userId));
    // Before an e-mail is reserved for nothing.
    thePrimaryAdministratorIsChangedByNobodyElse(user, userId, actor);
    const name =
      changes.name === undefined
        ? undefined
        : await this.values.change(userId, 'name', user.name, changes.name);
    const image = await this.changedImage(userId, changes.profileImageUrl);
    const profile = await this.changedProfile(userId, user, changes);
    const email = await this.reserved(userId, user, changes.email, call);
    const command = {
      kind: 'change-account',
      userId,
      actor,
      ...(changes.role && { role: changes.role }),
      ...(name && { name }),
      ...(email && { email: email.change }),
      ...(image !== undefined && { profileImageUrl: image }),
      ...(profile && { profile }),
    } as const;
    const deadline = Math.min(call.deadline, email?.until ?? Infinity);
    try {
      const { position } = await this.aggregates.users.execute(stream, command, { ...call, deadline });
      await email?.releaseOld();
      return position;
    } catch (error) {
      if (error instanceof ReeveError && error.code === GONE) await email?.giveBack();
      throw error;
    }
  }

  private async reserved(userId: string, user: RegisteredUser, email: string | undefined, call: CallContext) {
    if (email === undefined) return undefined;
    const fingerprint = this.values.fingerprint('email', email);
    const old = user.emailFingerprint;
    if (fingerprint === old) return undefined;
    const held = await this.emails.heldBy(old, userId);
    const { reservation, until } = await this.emails.reserve(fingerprint, userId, call);
    const sealed = await this.values.seal(userId, 'email', email);
    return {
      until,
      change: { old: user.email, new: sealed, fingerprint },
      releaseOld: async () => {
        if (held !== undefined) await this.emails.release(old, held, 'changed', call);
      },
      // Only for who is gone: others may change to it at this very moment.
      giveBack: async () => {
        await this.emails.release(fingerprint, reservation, 'deleted', call);
      },
    };
  }

  private async changedImage(userId: string, image: string | undefined): Promise<string | undefined> {
    if (image === undefined) return undefined;
    const shown = await this.directory.byId(userId);
    if (shown !== undefined && (await this.images.in(userId, shown.document)) === image) return undefined;
    return await this.values.seal(userId, 'profileImageUrl', image);
  }

  private async changedProfile(
    userId: string,
    { profile }: RegisteredUser,
    changes: Changes,
  ): Promise<Profile | undefined> {
    const changed: Partial<Record<ProfileField, SealedChange>> = {};
    for (const field of PROFILE_FIELDS) {
      const to = changes[field];
      if (to === undefined) continue;
      const change = await this.values.changeOrClear(userId, field, profile[field], to);
      if (change !== undefined) changed[field] = change;
    }
    return Object.keys(changed).length === 0 ? undefined : changed;
  }
}

/** What was shown for an image and comes back stands for the image itself, which stays. */
function checkChanges(userId: string, { profileImageUrl, ...changes }: Changes): Changes {
  if (changes.name !== undefined) checkName(changes.name);
  const isUnchanged = profileImageUrl === undefined || profileImageUrl === imageRoute(userId);
  if (!isUnchanged && (!isProfileImageUrl(profileImageUrl) || profileImageUrl.startsWith(imagesRoute))) {
    throw usersErrors.profileImageInvalid();
  }
  return {
    ...changes,
    ...(changes.email !== undefined && { email: newEmailAddress(changes.email) }),
    ...(!isUnchanged && { profileImageUrl: profileImageUrl || DEFAULT_PROFILE_IMAGE_URL }),
  };
}

/** Somebody else's image is theirs to change. */
const imagesRoute = '/api/v1/users/';
