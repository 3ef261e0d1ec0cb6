import { section } from '../../section.js';
import { accounts } from './accounts.fields.js';
import { claims } from './claims.fields.js';
import { provider } from './provider.fields.js';

export const oauth = section('oauth', {
  title: 'OAuth',
  route: 'api/v1/auths/admin/config/oauth',
  isPublic: false,
  fields: { ...accounts, ...provider, ...claims },
});
