import { firstSessionStamp } from '@reeve/contracts';
import type { AddedUser, CallContext, RequestOf, usersRpc } from '@reeve/contracts';
import { checkNewAccount } from '@reeve/users/domain';
import { userIdOf } from './command-call.js';
import type { Entrance } from './factor/entrance.js';
import type { DefaultGroup } from './groups/default-group.js';
import type { Registration } from './registration.js';

/** An administrator adds an account, and is handed a first session for it, unless a second factor is asked for. Works whether or not sign-up is open. */
export class AddUser {
  constructor(
    private readonly registration: Registration,
    private readonly entrance: Entrance,
    private readonly defaultGroup: DefaultGroup,
  ) {}

  /** @throws ReeveError those of `checkNewAccount`, {@link Registration.register} and the aggregate runner. */
  async execute(request: RequestOf<typeof usersRpc.addUser>, call: CallContext): Promise<AddedUser> {
    const userId = userIdOf(call);
    const account = checkNewAccount(request);
    const { role, joins, position } = await this.registration.register(
      { userId, account, role: request.role, source: 'administrator' },
      call,
    );
    if (joins !== null) await this.defaultGroup.welcome(joins, call);
    const { email, name, profileImageUrl } = account;
    const user = { id: userId, email, name, role, profile_image_url: profileImageUrl };
    return await this.entrance.handOver(user, firstSessionStamp(userId), position, call);
  }
}
