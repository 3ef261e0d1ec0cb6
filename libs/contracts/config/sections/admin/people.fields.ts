import { boolean, object, string, translations } from '../../fields.js';
import { later, optional } from './absent.js';

/** What people may set, and what they are shown. */
export const people = {
  ENABLE_NOTES: boolean(true, { path: 'notes.enable' }),
  ENABLE_USER_WEBHOOKS: boolean(false, { path: 'ui.enable_user_webhooks' }),
  ENABLE_USER_STATUS: boolean(true, { ...later, path: 'users.enable_status' }),
  PENDING_USER_OVERLAY_TITLE: string('', { ...optional, path: 'ui.pending_user_overlay_title' }),
  PENDING_USER_OVERLAY_CONTENT: string('', { ...optional, path: 'ui.pending_user_overlay_content' }),
  RESPONSE_WATERMARK: string('', { ...optional, path: 'ui.watermark' }),
  I18N: translations({ ...later, path: 'ui.i18n', env: [] }),
  DEFAULT_INTERFACE_SETTINGS: object(
    {},
    { absent: 'default', nullMeans: 'default', path: 'ui.default_interface_settings', env: [] },
  ),
};
