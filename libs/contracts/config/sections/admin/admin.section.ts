import { section } from '../../section.js';
import { access } from './access.fields.js';
import { features } from './features.fields.js';
import { people } from './people.fields.js';
import { secondFactor } from './second-factor.fields.js';

export const admin = section('admin', {
  title: 'Admin configuration',
  route: 'api/v1/auths/admin/config',
  fields: { ...access, ...secondFactor, ...features, ...people },
});
