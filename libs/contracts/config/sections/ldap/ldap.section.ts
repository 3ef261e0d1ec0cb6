import { boolean } from '../../fields.js';
import { section } from '../../section.js';

export const ldap = section('ldap', {
  title: 'LDAP',
  route: 'api/v1/auths/admin/config/ldap',
  fields: {
    ENABLE_LDAP: boolean(false, {
      path: 'ldap.enable',
      postedAs: 'enable_ldap',
      absent: 'unchanged',
      nullMeans: 'unchanged',
    }),
  },
});
