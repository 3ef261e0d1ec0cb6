import { Module } from '@nestjs/common';
import { AdminDetailsController } from './admin-details.controller.js';
import { AuthsController } from './auths.controller.js';
import { LdapController } from './ldap.controller.js';
import { OAuthController } from './oauth.controller.js';
import { OwnProfileController } from './own-profile.controller.js';
import { SignInLimits } from './sign-in-limits.js';

/** Signing up, in and out over HTTP. Needs `BUS_CLIENT`, `SEALING` and `SETTINGS`, and what `AuthModule` gives. */
@Module({
  controllers: [
    AuthsController,
    AdminDetailsController,
    LdapController,
    OAuthController,
    OwnProfileController,
  ],
  providers: [SignInLimits],
})
export class AuthsApiModule {}
