import { firstSessionStamp } from '@reeve/contracts';
import type { AuthenticationMethod, CallContext, SignInOutcome } from '@reeve/contracts';
import { asUser } from './command-call.js';
import type { Entrance } from './factor/entrance.js';
import type { DefaultGroup } from './groups/default-group.js';
import type { PrimaryAdministrator } from './primary-administrator.js';
import type { Registrant, Registration } from './registration.js';

/**
 * Lets somebody in who has no account yet: registers them, and signs them in. The first one becomes the primary administrator;
 * of several who race for that, one does, and the others have the role that they would have had a moment later.
 */
export class Admission {
  constructor(
    private readonly registration: Registration,
    private readonly primaryAdministrator: PrimaryAdministrator,
    private readonly entrance: Entrance,
    private readonly defaultGroup: DefaultGroup,
  ) {}

  /**
   * @param registering the call to register under, where that is another one than the sign-in: one that others may repeat.
   * @throws ReeveError those of {@link Registration.register} and the aggregate runner.
   */
  async admit(
    registrant: Registrant,
    method: AuthenticationMethod,
    call: CallContext,
    registering = call,
  ): Promise<SignInOutcome> {
    const { userId, account } = registrant;
    const registered = await this.registration.register(registrant, registering);
    const isPrimary = await this.primaryAdministrator.claim(userId, call);
    if (isPrimary) await this.primaryAdministrator.promote(userId, call.requestId);
    if (registered.joins !== null) await this.defaultGroup.welcome(registered.joins, call);
    const role = isPrimary ? 'admin' : registered.role;
    const { email, name, profileImageUrl } = account;
    return await this.entrance.start(
      { id: userId, email, name, role, profile_image_url: profileImageUrl },
      { method, sessionStamp: firstSessionStamp(userId) },
      asUser(call, userId, role),
    );
  }
}
