import { firstSessionStamp } from '@reeve/contracts';
import type { CallContext, RequestOf, StartedSession, usersRpc, Visibility } from '@reeve/contracts';
import { checkNewAccount } from '@reeve/users/domain';
import { userIdOf } from './command-call.js';
import type { DefaultGroup } from './groups/default-group.js';
import type { Registration } from './registration.js';
import type { Sessions } from './sessions.js';

/** An administrator adds an account, and is handed a first session for it. Works whether or not sign-up is open. */
export class AddUser {
  constructor(
    private readonly registration: Registration,
    private readonly sessions: Sessions,
    private readonly defaultGroup: DefaultGroup,
  ) {}

  /** @throws ReeveError those of `checkNewAccount`, {@link Registration.register} and the aggregate runner. */
  async execute(
    request: RequestOf<typeof usersRpc.addUser>,
    call: CallContext,
  ): Promise<StartedSession & Visibility> {
    const userId = userIdOf(call);
    const account = checkNewAccount(request);
    const { role, joins } = await this.registration.register(
      { userId, account, role: request.role, source: 'administrator' },
      call,
    );
    if (joins !== null) await this.defaultGroup.welcome(joins, call);
    const { email, name, profileImageUrl } = account;
    return await this.sessions.start(
      { id: userId, email, name, role, profile_image_url: profileImageUrl },
      { method: 'system', sessionStamp: firstSessionStamp(userId) },
      call,
    );
  }
}
