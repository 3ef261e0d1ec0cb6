import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { RateLimits } from '../http/rate-limits.js';
import { AccessGuard } from './access.guard.js';
import { Activity } from './activity.js';
import { FactorLimits } from './factor-limits.js';
import { OPERATOR_SECRET, OperatorTokens } from './operator-tokens.js';
import { PermissionCache } from './permission-cache.js';
import { ApiKeyCache } from './api-key-cache.js';
import { PrincipalCache } from './principal-cache.js';
import { PrincipalChangedController } from './principal-changed.controller.js';
import { TOKEN_SECRETS, tokenKey } from './token-secrets.js';
import type { TokenSecrets } from './token-secrets.js';
import { TokenSigner } from './token-signer.js';
import { VerifiedTokens } from './verified-tokens.js';

export interface AuthOptions {
  /** Key that session tokens are signed with, HS256. */
  readonly tokenSecret: string;
  /** Keys that tokens were signed with before, and still verify. Default: none. */
  readonly previousTokenSecrets?: readonly string[];
  /** Key that operators' tokens are signed with. Default: none, and there are no operators. */
  readonly operatorSecret?: string;
}

/**
 * Who a request comes from. Global: every resource's module may sign tokens and count attempts. Needs `BUS_CLIENT`,
 * `RATE_LIMITER`, `SEALING` and `SETTINGS`.
 */
@Module({})
export class AuthModule {
  static forRoot({ tokenSecret, previousTokenSecrets = [], operatorSecret }: AuthOptions): DynamicModule {
    const secrets: TokenSecrets = {
      current: tokenKey(tokenSecret),
      previous: previousTokenSecrets.map(tokenKey),
    };
    return {
      module: AuthModule,
      global: true,
      controllers: [PrincipalChangedController],
      providers: [
        { provide: TOKEN_SECRETS, useValue: secrets },
        { provide: OPERATOR_SECRET, useValue: operatorSecret ?? null },
        OperatorTokens,
        AccessGuard,
        Activity,
        FactorLimits,
        PermissionCache,
        ApiKeyCache,
        PrincipalCache,
        RateLimits,
        TokenSigner,
        VerifiedTokens,
      ],
      exports: [AccessGuard, FactorLimits, PermissionCache, PrincipalCache, RateLimits, TokenSigner],
    };
  }
}
