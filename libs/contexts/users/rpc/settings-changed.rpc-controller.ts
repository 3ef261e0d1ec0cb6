import { Inject } from '@nestjs/common';
import { configChanged, mayHaveChanged } from '@reeve/contracts';
import type { ConfigChange } from '@reeve/contracts';
import { BroadcastHandler, RpcController } from '@reeve/platform';
import { ADMIN_SETTINGS, SETTINGS_SECTIONS, USERS_APPLICATION } from '@reeve/users/application';
import type { RememberedAdminSettings, UsersApplication } from '@reeve/users/application';

/** Hears of changed settings, so that they hold from the next request on. */
@RpcController()
export class SettingsChangedRpcController {
  constructor(
    @Inject(ADMIN_SETTINGS) private readonly settings: RememberedAdminSettings,
    @Inject(USERS_APPLICATION) private readonly users: UsersApplication,
  ) {}

  @BroadcastHandler(configChanged)
  forget(change: ConfigChange): void {
    if (!mayHaveChanged(change, SETTINGS_SECTIONS)) return;
    this.settings.forget();
    this.users.factor.policies.look();
  }
}
