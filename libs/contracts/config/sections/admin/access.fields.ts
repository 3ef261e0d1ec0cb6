import { ROLES } from '../../../principal.js';
import { boolean, choice, lifetime, string } from '../../fields.js';
import { later, optional } from './absent.js';

/** Who comes in, and how. */
export const access = {
  SHOW_ADMIN_DETAILS: boolean(true, { path: 'auth.admin.show' }),
  ADMIN_EMAIL: string(null, { ...optional, path: 'auth.admin.email' }),
  WEBUI_URL: string('', { path: 'webui.url' }),
  ENABLE_LOGIN_FORM: boolean(true, { ...later, path: 'ui.enable_login_form' }),
  /** Off as seen by an administrator: whoever is first may sign up all the same, see the users context. */
  ENABLE_SIGNUP: boolean(false, { path: 'ui.enable_signup' }),
  DEFAULT_USER_ROLE: choice(ROLES, 'pending', { path: 'ui.default_user_role' }),
  DEFAULT_GROUP_ID: string('', { path: 'ui.default_group_id' }),
  JWT_EXPIRES_IN: lifetime('4w', { path: 'auth.jwt_expiry' }),
  ENABLE_API_KEYS: boolean(false, { path: 'auth.enable_api_keys' }),
  ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS: boolean(false, {
    path: 'auth.api_key.endpoint_restrictions',
    env: ['ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS', 'ENABLE_API_KEY_ENDPOINT_RESTRICTIONS'],
  }),
  API_KEYS_ALLOWED_ENDPOINTS: string('', {
    path: 'auth.api_key.allowed_endpoints',
    env: ['API_KEYS_ALLOWED_ENDPOINTS', 'API_KEY_ALLOWED_ENDPOINTS'],
  }),
};
