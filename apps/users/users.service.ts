import { StartError } from '@reeve/composition';
import type { Service } from '@reeve/composition';
import { permissionDefaultsFrom, ReeveError } from '@reeve/contracts';
import type { Settings } from '@reeve/platform';
import { UsersModule } from '@reeve/users';
import { ANY_PASSWORD, createPasswordRule, PasswordPatternError } from '@reeve/users/application';
import type { PasswordRule } from '@reeve/users/application';
import { checkNewAccount } from '@reeve/users/domain';
import { usersCollections } from '@reeve/users/projections';

/** The users context, with the administrator that its environment names. */
export const users: Service = {
  name: 'users',
  parts: ['event store', 'document store', 'key store'],
  collections: usersCollections,

  check({ settings }) {
    const rule = passwordRule(settings);
    const administrator = initialAdministrator(settings);
    if (administrator === null) return;
    try {
      checkNewAccount({ name: '', ...administrator, profileImageUrl: '' });
      rule(administrator.password);
    } catch (error) {
      if (!(error instanceof ReeveError)) throw error;
      throw new StartError(
        `REEVE_ADMIN_EMAIL and REEVE_ADMIN_PASSWORD cannot become an account. ${error.detail}`,
      );
    }
  },

  modules: ({ settings, environment, outbound }) => [
    UsersModule.forRoot(
      {
        isFirstLetIn: settings.enableSignup !== false,
        outbound: { allowPrivate: settings.allowPrivateAddresses, ...outbound },
        tokenExchange: tokenExchange(settings),
        initialAdministrator: initialAdministrator(settings),
        passwordRule: passwordRule(settings),
      },
      {
        allowDuplicateNames: settings.allowDuplicateGroupNames,
        defaultShare: defaultShare(settings),
        permissionDefaults: permissionDefaultsFrom(environment),
      },
    ),
  ],

  remark: ({ adminEmail }) =>
    adminEmail === null
      ? 'The first to sign up becomes the administrator: POST /api/v1/auths/signup, or set REEVE_ADMIN_EMAIL and REEVE_ADMIN_PASSWORD'
      : `The first administrator is ${adminEmail}, as REEVE_ADMIN_EMAIL says`,
};

function defaultShare({ defaultGroupShare }: Settings) {
  return defaultGroupShare === 'members' ? 'members' : defaultGroupShare === 'true';
}

function tokenExchange({ enableTokenExchange, trustedClientIds }: Settings) {
  return enableTokenExchange ? { trustedClientIds } : null;
}

function initialAdministrator({ adminEmail, adminPassword }: Settings) {
  return adminEmail === null || adminPassword === null
    ? null
    : { email: adminEmail, password: adminPassword };
}

/** @throws StartError when the pattern cannot be a rule. */
function passwordRule({ enablePasswordValidation, passwordPattern, passwordHint }: Settings): PasswordRule {
  if (!enablePasswordValidation) return ANY_PASSWORD;
  try {
    return createPasswordRule({ pattern: passwordPattern, hint: passwordHint });
  } catch (error) {
    if (!(error instanceof PasswordPatternError)) throw error;
    throw new StartError(`PASSWORD_VALIDATION_REGEX_PATTERN cannot be used. ${error.message}.`);
  }
}
