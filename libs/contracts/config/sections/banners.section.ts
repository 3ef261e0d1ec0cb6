import { boolean, integer, list, map, record, string, texts } from '../fields.js';
import { section } from '../section.js';

const banner = record({
  id: string(''),
  type: string(''),
  title: string(null, { nullable: true, absent: 'default' }),
  content: string(''),
  dismissible: boolean(true),
  timestamp: integer(0),
  i18n: map(texts, null, { nullable: true, absent: 'default' }),
});

export const banners = section('banners', {
  title: 'Banners',
  read: 'verified',
  fields: { banners: list(banner, [], { path: 'ui.banners', env: 'WEBUI_BANNERS' }) },
  answer: { only: 'banners' },
});
