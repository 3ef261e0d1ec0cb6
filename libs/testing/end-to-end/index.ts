import { describe } from 'vitest';
import { describeAccess } from './access.features.js';
import { describeAccounts } from './accounts.features.js';
import { describeAdminConfig } from './admin-config.features.js';
import { describeAnalytics } from './analytics.features.js';
import { describeApiKeys } from './api-keys.features.js';
import { describeAuditLog } from './audit-log.features.js';
import { describeConfigDocuments } from './config-documents.features.js';
import { describeConfigRoutes } from './config-routes.features.js';
import { describeConfigSections } from './config-sections.features.js';
import { describeFirstSignUp } from './first-sign-up.features.js';
import { describeGroups } from './groups.features.js';
import { describeHttp } from './http.features.js';
import { describeIdempotency } from './idempotency.features.js';
import { describeImport } from './import.features.js';
import { describeInventedSection } from './invented-section.features.js';
import { describeLdap } from './ldap.features.js';
import { describeOAuth } from './oauth.features.js';
import { describeOpenApi } from './open-api.features.js';
import { describeOutbound } from './outbound.features.js';
import { describePasswords } from './passwords.features.js';
import { describePermissions } from './permissions.features.js';
import { describePlans } from './plans.features.js';
import { describeProjections } from './projections.features.js';
import { describeSecondFactor } from './second-factor.features.js';
import { describeSecrets } from './secrets.features.js';
import { describeSessions } from './sessions.features.js';
import type { StartTopology } from './topology.js';
import { describeUsers } from './users.features.js';

export { describeBillingInput } from './billing-input.features.js';
export { describeBillingRepetition } from './billing-repetition.features.js';
export { describeRoutes } from './routes.features.js';
export type { DataFile, StartTopology, Topology, TopologyOptions } from './topology.js';

/** Where an installation starts in a moment. */
const FIRST_SIGN_UPS = 50;

export interface SuiteOptions {
  /** New installations in which many race to sign up first. Default: 50. */
  readonly firstSignUps?: number;
}

/** The whole suite, over HTTP: what holds for every topology. */
export function describeReeve(
  title: string,
  startTopology: StartTopology,
  { firstSignUps = FIRST_SIGN_UPS }: SuiteOptions = {},
): void {
  describe(title, () => {
    describeConfigSections(startTopology);
    describeConfigRoutes(startTopology);
    describeAdminConfig(startTopology);
    describeConfigDocuments(startTopology);
    describeSecrets(startTopology);
    describeAuditLog(startTopology);
    describeAnalytics(startTopology);
    describeAccounts(startTopology);
    describeGroups(startTopology);
    describePermissions(startTopology);
    describeAccess(startTopology);
    describeSessions(startTopology);
    describePasswords(startTopology);
    describeApiKeys(startTopology);
    describeSecondFactor(startTopology);
    describeFirstSignUp(startTopology, firstSignUps);
    describeLdap(startTopology);
    describeOAuth(startTopology);
    describeImport(startTopology);
    describeHttp(startTopology);
    describeIdempotency(startTopology);
    describeOpenApi(startTopology);
    describeInventedSection(startTopology);
    describeOutbound(startTopology);
    describePlans(startTopology);
    describeProjections(startTopology);
    describeUsers(startTopology);
  });
}
