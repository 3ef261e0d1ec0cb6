import { usersErrors } from '@reeve/contracts';
import type { ResponseOf, usersRpc } from '@reeve/contracts';
import type { AdminSettings } from './admin-settings.js';
import type { PrimaryAdministrator } from './primary-administrator.js';
import type { FoundUser, UserDirectory } from './user-directory.js';

/** Tells whoever waits to be let in whom to ask: who is named in the settings, else the primary administrator. */
export class AdminDetails {
  constructor(
    private readonly directory: UserDirectory,
    private readonly primaryAdministrator: PrimaryAdministrator,
    private readonly settings: AdminSettings,
  ) {}

  /** @throws ReeveError `USERS-ADMIN-DETAILS-HIDDEN` 400. */
  async execute(): Promise<ResponseOf<typeof usersRpc.adminDetails>> {
    const { SHOW_ADMIN_DETAILS, ADMIN_EMAIL } = (await this.settings.current()).admin;
    if (!SHOW_ADMIN_DETAILS) throw usersErrors.adminDetailsHidden();
    const named = ADMIN_EMAIL === '' ? null : ADMIN_EMAIL;
    const found = named === null ? await this.primary() : await this.byEmail(named);
    const user = found && this.directory.sessionUser(found);
    return { name: user?.name ?? null, email: named ?? user?.email ?? null };
  }

  private byEmail(email: string): Promise<FoundUser | undefined> {
    return this.directory.byEmailFingerprint(this.directory.emailFingerprint(email));
  }

  private async primary(): Promise<FoundUser | undefined> {
    const holder = await this.primaryAdministrator.current();
    return holder.status === 'held' ? await this.directory.byId(holder.userId) : undefined;
  }
}
