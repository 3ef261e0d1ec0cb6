import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { RateLimits } from '../http/rate-limits.js';
import { AccessGuard } from './access.guard.js';
import { Activity } from './activity.js';
import { PermissionCache } from './permission-cache.js';
import { PrincipalCache } from './principal-cache.js';
import { PrincipalChangedController } from './principal-changed.controller.js';
import { TOKEN_SECRET } from './token-secret.js';
import { TokenSigner } from './token-signer.js';
import { VerifiedTokens } from './verified-tokens.js';

export interface AuthOptions {
  /** Key that session tokens are signed with, HS256. */
  readonly tokenSecret: string;
}

/**
 * Who a request comes from. Global: every resource's module may sign tokens and count attempts. Needs `BUS_CLIENT`,
 * `RATE_LIMITER` and `SETTINGS`.
 */
@Module({})
export class AuthModule {
  static forRoot({ tokenSecret }: AuthOptions): DynamicModule {
    return {
      module: AuthModule,
      global: true,
      controllers: [PrincipalChangedController],
      providers: [
        { provide: TOKEN_SECRET, useValue: tokenSecret },
        AccessGuard,
        Activity,
        PermissionCache,
        PrincipalCache,
        RateLimits,
        TokenSigner,
        VerifiedTokens,
      ],
      exports: [AccessGuard, PermissionCache, PrincipalCache, RateLimits, TokenSigner],
    };
  }
}
