import { randomUUID } from 'node:crypto';
import type { Role } from '@reeve/contracts';
import { readYourWrites, systemCall } from '@reeve/event-sourcing';
import type { ProjectionProgress } from '@reeve/event-sourcing';
import { checkNewAccount } from '@reeve/users/domain';
import { v5 } from 'uuid';
import { userIdOf } from './command-call.js';
import type { PrimaryAdministrator } from './primary-administrator.js';
import type { Registration } from './registration.js';
import type { UserDirectory } from './user-directory.js';

export interface InitialAdministratorAccount {
  readonly email: string;
  readonly password: string;
}

/** Namespace of the command ids, one per e-mail: several processes that start at once make one account. */
const INITIAL_ADMINISTRATORS = 'b6f3c6a2-56b5-4a44-a0ce-0b86d0f6c1d4';
const NAME = 'Admin';
/** Until the place is claimed. */
const ROLE: Role = 'pending';

/** The first administrator as the operator's environment names it. */
export class InitialAdministrator {
  constructor(
    private readonly registration: Registration,
    private readonly primaryAdministrator: PrimaryAdministrator,
    private readonly directory: UserDirectory,
    private readonly progress: ProjectionProgress,
  ) {}

  /**
   * Makes the account and gives it the primary administrator's place; if somebody else gets that first, it stays pending.
   * Idempotent.
   *
   * @throws ReeveError when the account is refused: an invalid e-mail or password, or an e-mail that belongs to somebody.
   */
  async ensure({ email, password }: InitialAdministratorAccount): Promise<void> {
    const account = checkNewAccount({ name: NAME, email, password, profileImageUrl: '' });
    const commandId = v5(this.directory.emailFingerprint(email), INITIAL_ADMINISTRATORS);
    const call = systemCall(randomUUID(), commandId);
    const userId = userIdOf(call);
    const registered = await this.registration.register(
      { userId, account, role: ROLE, source: 'environment' },
      call,
    );
    const isPrimary = await this.primaryAdministrator.claim(userId, call);
    const promoted = isPrimary ? await this.primaryAdministrator.promote(userId, call.requestId) : undefined;
    await readYourWrites(this.progress, promoted ?? registered.position, call);
  }
}
