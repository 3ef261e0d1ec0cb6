import { OPERATOR_TOKENS } from '@reeve/contracts';
import type { Service } from '@reeve/composition';
import type { Settings } from '@reeve/platform';
import {
  AuditApiModule,
  AuthsApiModule,
  BillingApiModule,
  ConfigApiModule,
  createHttpApp,
  GroupsApiModule,
  KEPT_ANSWERS,
  KNOWN_ADDRESSES,
  PermissionsApiModule,
  RestApiModule,
  UsersApiModule,
  UserImportApiModule,
} from '@reeve/rest-api';

/** The HTTP surface: asks the contexts over the bus, and keeps nothing but answers that may have to be given again. */
export const gateway: Service = {
  name: 'gateway',
  parts: ['document store', 'key store', 'rate limiter'],
  collections: [KEPT_ANSWERS, KNOWN_ADDRESSES],
  modules: ({ settings, sections }, secretFor) => [
    RestApiModule.forRoot({
      ...tokenSecrets(settings, secretFor('reeve session tokens')),
      operatorSecret: secretFor(OPERATOR_TOKENS.purpose),
    }),
    ConfigApiModule.forRoot(sections),
    AuthsApiModule,
    UsersApiModule,
    GroupsApiModule,
    PermissionsApiModule,
    BillingApiModule,
    AuditApiModule,
    UserImportApiModule,
  ],
  createHttpApp,
  remark: (_settings, url) => `The API is described at ${url}/api/docs`,
};

/** Whoever sets a key of their own had the derived one before: what that has signed stays good. */
function tokenSecrets({ tokenSecret, previousTokenSecrets }: Settings, derived: string) {
  return tokenSecret === null
    ? { tokenSecret: derived, previousTokenSecrets }
    : { tokenSecret, previousTokenSecrets: [...previousTokenSecrets, derived] };
}
