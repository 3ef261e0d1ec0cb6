import { audit } from '@reeve/audit-service';
import { billing } from '@reeve/billing-service';
import { startServices } from '@reeve/composition';
import type { RunningServices, StartOptions } from '@reeve/composition';
import { config } from '@reeve/config-service';
import { gateway } from '@reeve/gateway';
import { users } from '@reeve/users-service';

/** All of Reeve. */
export const SERVICES = [gateway, config, users, billing, audit];

/** All of Reeve in this process; on embedded parts where the settings name no other. */
export const startStandalone = (options: StartOptions): Promise<RunningServices> =>
  startServices(SERVICES, options);
