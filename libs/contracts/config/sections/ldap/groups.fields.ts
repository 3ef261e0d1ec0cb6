import { boolean, string } from '../../fields.js';

const at = (path: string, env: string) => ({ absent: 'unchanged', path: `ldap.${path}`, env }) as const;

/** What becomes of the groups that it says somebody is in; came with later generations. */
export const groups = {
  enable_group_management: boolean(false, at('group.enable_management', 'ENABLE_LDAP_GROUP_MANAGEMENT')),
  enable_group_creation: boolean(false, at('group.enable_creation', 'ENABLE_LDAP_GROUP_CREATION')),
  attribute_for_groups: string('memberOf', at('server.attribute_for_groups', 'LDAP_ATTRIBUTE_FOR_GROUPS')),
};
