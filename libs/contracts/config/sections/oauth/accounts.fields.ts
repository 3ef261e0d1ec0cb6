import { boolean, choice, separated, string } from '../../fields.js';
import { keptAt } from './kept-at.js';

/** Who comes in, and as what. */
export const accounts = {
  ENABLE_OAUTH: boolean(true, keptAt('enable')),
  ENABLE_OAUTH_SIGNUP: boolean(false, keptAt('enable_signup')),
  OAUTH_MERGE_ACCOUNTS_BY_EMAIL: boolean(false, keptAt('merge_accounts_by_email')),
  OAUTH_AUTO_REDIRECT: boolean(false, keptAt('auto_redirect')),
  OAUTH_ALLOWED_DOMAINS: separated('*', keptAt('allowed_domains')),
  /** JSON text of a list (reference 11.4). */
  OAUTH_BLOCKED_GROUPS: string('[]', keptAt('blocked_groups')),
  ENABLE_OAUTH_ROLE_MANAGEMENT: boolean(false, keptAt('enable_role_mapping')),
  OAUTH_ROLES_CLAIM: string('roles', keptAt('roles_claim')),
  OAUTH_ADMIN_ROLES: separated('admin', keptAt('admin_roles')),
  OAUTH_ALLOWED_ROLES: separated('user,admin', keptAt('allowed_roles')),
  ENABLE_OAUTH_GROUP_MANAGEMENT: boolean(false, keptAt('enable_group_mapping')),
  ENABLE_OAUTH_GROUP_CREATION: boolean(false, keptAt('enable_group_creation')),
  OAUTH_GROUP_CLAIM: string('groups', {
    ...keptAt('group_claim'),
    env: ['OAUTH_GROUPS_CLAIM', 'OAUTH_GROUP_CLAIM'],
  }),
  OAUTH_GROUP_DEFAULT_SHARE: choice([true, false, 'members'], true, keptAt('group_default_share')),
};
