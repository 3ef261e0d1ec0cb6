import type { Service } from '@reeve/composition';
import {
  AuditApiModule,
  AuthsApiModule,
  ConfigApiModule,
  createHttpApp,
  GroupsApiModule,
  KEPT_ANSWERS,
  PermissionsApiModule,
  RestApiModule,
  UsersApiModule,
  UserImportApiModule,
} from '@reeve/rest-api';

/** The HTTP surface: asks the contexts over the bus, and keeps nothing but answers that may have to be given again. */
export const gateway: Service = {
  name: 'gateway',
  parts: ['document store', 'key store', 'rate limiter'],
  collections: [KEPT_ANSWERS],
  modules: ({ settings, sections }, secretFor) => [
    RestApiModule.forRoot({ tokenSecret: settings.tokenSecret ?? secretFor('reeve session tokens') }),
    ConfigApiModule.forRoot(sections),
    AuthsApiModule,
    UsersApiModule,
    GroupsApiModule,
    PermissionsApiModule,
    AuditApiModule,
    UserImportApiModule,
  ],
  createHttpApp,
  remark: (_settings, url) => `The API is described at ${url}/api/docs`,
};
