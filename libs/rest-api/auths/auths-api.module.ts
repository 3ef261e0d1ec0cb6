import { Module } from '@nestjs/common';
import { AdminDetailsController } from './admin-details.controller.js';
import { OwnApiKeyController } from './api-keys/own-api-key.controller.js';
import { OwnApiKeysController } from './api-keys/own-api-keys.controller.js';
import { UserApiKeysController } from './api-keys/user-api-keys.controller.js';
import { AuthsController } from './auths.controller.js';
import { FactorResetController } from './factor/factor-reset.controller.js';
import { FactorController } from './factor/factor.controller.js';
import { SignInAnswers } from './factor/sign-in-answers.js';
import { KnownAddresses } from './known-addresses.js';
import { LdapController } from './ldap.controller.js';
import { OAuthController } from './oauth/oauth.controller.js';
import { OAuthSessionsController } from './oauth/oauth-sessions.controller.js';
import { TokenExchangeController } from './oauth/token-exchange.controller.js';
import { OwnProfileController } from './own-profile.controller.js';
import { PasswordsController } from './passwords/passwords.controller.js';
import { OwnSessionsController } from './sessions/own-sessions.controller.js';
import { UserSessionsController } from './sessions/user-sessions.controller.js';
import { SignInLimits } from './sign-in-limits.js';

/**
 * Signing up, in and out over HTTP, with passwords, second factors, sessions and API keys. Needs `BUS_CLIENT`, `DOCUMENT_STORE` (opened with
 * `KNOWN_ADDRESSES`), `SEALING` and `SETTINGS`, and what `AuthModule` gives.
 */
@Module({
  controllers: [
    AuthsController,
    AdminDetailsController,
    LdapController,
    OAuthController,
    OAuthSessionsController,
    TokenExchangeController,
    OwnProfileController,
    PasswordsController,
    OwnSessionsController,
    UserSessionsController,
    OwnApiKeyController,
    OwnApiKeysController,
    UserApiKeysController,
    FactorController,
    FactorResetController,
  ],
  providers: [KnownAddresses, SignInAnswers, SignInLimits],
})
export class AuthsApiModule {}
