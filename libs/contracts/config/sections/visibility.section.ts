import { flag, map } from '../fields.js';
import { section } from '../section.js';

export const visibility = section('interface/visibility', {
  title: 'Interface visibility',
  read: null,
  fields: { visibility: map(flag, {}, { path: 'ui.visibility' }) },
});
