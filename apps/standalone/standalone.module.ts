import { hkdfSync } from 'node:crypto';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { AuditModule } from '@reeve/audit';
import { auditCollections } from '@reeve/audit/projections';
import { ConfigModule } from '@reeve/config';
import { configSections, configUnowned } from '@reeve/config/projections';
import { createConfigDescriber, describeUsersEvent } from '@reeve/contracts';
import type { Section } from '@reeve/contracts';
import type { OutboundPolicy } from '@reeve/outbound';
import { PartsModule } from '@reeve/platform';
import type { Settings } from '@reeve/platform';
import {
  AuditApiModule,
  AuthsApiModule,
  ConfigApiModule,
  KEPT_ANSWERS,
  RestApiModule,
} from '@reeve/rest-api';
import { UsersModule } from '@reeve/users';
import { usersProjection } from '@reeve/users/projections';
import type { EmbeddedParts } from './embedded-parts.js';

/** Every collection of every context, and the gateway's own. */
export const COLLECTIONS = [
  configSections,
  configUnowned,
  ...usersProjection.collections,
  ...auditCollections,
  KEPT_ANSWERS,
];

export interface StandaloneOptions {
  readonly settings: Settings;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly sections: readonly Section[];
  readonly outbound: Partial<OutboundPolicy>;
}

/** The gateway and every context in one process. */
@Module({})
export class StandaloneModule {
  static forRoot(parts: EmbeddedParts, options: StandaloneOptions): DynamicModule {
    const { settings, environment, sections } = options;
    return {
      module: StandaloneModule,
      imports: [
        PartsModule.forRoot(parts),
        ConfigModule.forRoot({
          sections,
          environment,
          disclosure: settings.secrets,
          outbound: {
            enabled: settings.enableToolServers,
            policy: { allowPrivate: settings.allowPrivateAddresses, ...options.outbound },
          },
        }),
        UsersModule.forRoot({
          signUp: signUpPolicy(settings),
          defaultRole: settings.defaultUserRole,
          sessionLifetimeMs: settings.tokenLifetimeMs,
          initialAdministrator: initialAdministrator(settings),
        }),
        AuditModule.forRoot({ describers: [createConfigDescriber(sections), describeUsersEvent] }),
        RestApiModule.forRoot({ tokenSecret: settings.tokenSecret ?? derivedTokenSecret(parts.masterKey) }),
        ConfigApiModule.forRoot(sections),
        AuthsApiModule,
        AuditApiModule,
      ],
    };
  }
}

function signUpPolicy({ enableSignup }: Settings) {
  if (enableSignup === null) return 'first-only';
  return enableSignup ? 'open' : 'closed';
}

function initialAdministrator({ adminEmail, adminPassword }: Settings) {
  return adminEmail === null || adminPassword === null
    ? null
    : { email: adminEmail, password: adminPassword };
}

/** Sessions outlive a restart without another secret to keep: HKDF-SHA256 of the master key, for this purpose alone. */
function derivedTokenSecret(masterKey: Buffer): string {
  return Buffer.from(hkdfSync('sha256', masterKey, '', 'reeve session tokens', 32)).toString('base64url');
}
