import { Inject } from '@nestjs/common';
import { configChanged } from '@reeve/contracts';
import { BroadcastHandler, RpcController } from '@reeve/platform';
import { ADMIN_SETTINGS, USERS_APPLICATION } from '@reeve/users/application';
import type { RememberedAdminSettings, UsersApplication } from '@reeve/users/application';

/** Hears of changed settings, so that they hold from the next request on. */
@RpcController()
export class SettingsChangedRpcController {
  constructor(
    @Inject(ADMIN_SETTINGS) private readonly settings: RememberedAdminSettings,
    @Inject(USERS_APPLICATION) private readonly users: UsersApplication,
  ) {}

  @BroadcastHandler(configChanged)
  forget(): void {
    this.settings.forget();
    this.users.factor.policies.look();
  }
}
