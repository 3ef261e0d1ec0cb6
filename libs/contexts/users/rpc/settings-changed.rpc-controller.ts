import { Inject } from '@nestjs/common';
import { configChanged } from '@reeve/contracts';
import { BroadcastHandler, RpcController } from '@reeve/platform';
import { ADMIN_SETTINGS } from '@reeve/users/application';
import type { RememberedAdminSettings } from '@reeve/users/application';

/** Hears of changed settings, so that they hold from the next request on. */
@RpcController()
export class SettingsChangedRpcController {
  constructor(@Inject(ADMIN_SETTINGS) private readonly settings: RememberedAdminSettings) {}

  @BroadcastHandler(configChanged)
  forget(): void {
    this.settings.forget();
  }
}
