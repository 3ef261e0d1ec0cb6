import { section } from '../../section.js';
import { directory } from './directory.fields.js';
import { groups } from './groups.fields.js';
import { encryption, server } from './server.fields.js';

/** What is not named in a POST falls back to its default, except what came with later generations (reference 6, 11.4). */
export const ldapServer = section('ldap/server', {
  title: 'LDAP server',
  route: 'api/v1/auths/admin/config/ldap/server',
  isPublic: false,
  fields: { ...server, ...directory, ...encryption, ...groups },
});
