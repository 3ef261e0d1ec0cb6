import { USER_PURPOSES, usersErrors } from '@reeve/contracts';
import type { EventStore } from '@reeve/event-store';
import { toReeveError } from '@reeve/event-sourcing';
import type { Sealing } from '@reeve/sealing';
import { userStream } from '@reeve/users/domain';
import type { LiveUserDocument } from '@reeve/users/projections';
import type { UserDirectory } from './user-directory.js';

type Imaged = Pick<LiveUserDocument, 'profileImageUrl' | 'profileImageRevision'>;

/** Where the image itself is served. */
export const imageRoute = (userId: string): string => `/api/v1/users/${userId}/profile/image`;

/** What stands for somebody's image wherever they are shown: an image itself is too large for that. */
export function shownImage(userId: string, { profileImageUrl }: Imaged): string {
  return profileImageUrl ?? imageRoute(userId);
}

/** Images as they were given. They are stored once, sealed in the event that brought them: the document says which. */
export class ProfileImages {
  constructor(
    private readonly eventStore: EventStore,
    private readonly directory: UserDirectory,
    private readonly sealing: Sealing,
  ) {}

  /**
   * @returns a `data:` URL, an address, or the name of a built-in image.
   * @throws ReeveError `USERS-NOT-FOUND` 404.
   */
  async of(userId: string): Promise<string> {
    const found = await this.directory.byId(userId);
    if (found === undefined) throw usersErrors.notFound();
    return await this.in(userId, found.document);
  }

  /** The image of a document. The empty text when the person is being erased at this moment. */
  async in(userId: string, { profileImageUrl, profileImageRevision }: Imaged): Promise<string> {
    if (profileImageUrl !== null || profileImageRevision === null) return profileImageUrl ?? '';
    const at = { from: profileImageRevision, limit: 1 };
    try {
      for await (const { data } of this.eventStore.readStream(userStream(userId), at)) {
        const sealed = data['profileImageUrl'];
        if (typeof sealed !== 'string') break;
        return (await this.sealing.unseal(USER_PURPOSES.profileImageUrl, sealed)) ?? '';
      }
    } catch (error) {
      throw toReeveError(error);
    }
    throw new Error(`${userStream(userId)} has no image at revision ${profileImageRevision}`);
  }
}
