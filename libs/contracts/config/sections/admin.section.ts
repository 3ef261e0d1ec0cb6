import { ROLES } from '../../principal.js';
import { boolean, choice, integer, lifetime, limit, object, string, translations } from '../fields.js';
import { section, type Field } from '../section.js';

/** What every generation sends is asked for; what came later stays as it is when it is absent (reference 11.4). */
const later = { absent: 'unchanged' } as const;
/** What sign-ins ask for. */
const sessions = { ...later, endsSessions: true } as const;
const optional = { ...later, nullable: true } as const;

const access: Readonly<Record<string, Field>> = {
  SHOW_ADMIN_DETAILS: boolean(true, { path: 'auth.admin.show', env: 'SHOW_ADMIN_DETAILS' }),
  ADMIN_EMAIL: string(null, { ...optional, path: 'auth.admin.email', env: 'ADMIN_EMAIL' }),
  WEBUI_URL: string('', { path: 'webui.url', env: 'WEBUI_URL' }),
  ENABLE_LOGIN_FORM: boolean(true, { ...later, path: 'ui.enable_login_form', env: 'ENABLE_LOGIN_FORM' }),
  /** Off as seen by an administrator: whoever is first may sign up all the same, see the users context. */
  ENABLE_SIGNUP: boolean(false, { path: 'ui.enable_signup', env: 'ENABLE_SIGNUP' }),
  DEFAULT_USER_ROLE: choice(ROLES, 'pending', { path: 'ui.default_user_role', env: 'DEFAULT_USER_ROLE' }),
  DEFAULT_GROUP_ID: string('', { path: 'ui.default_group_id', env: 'DEFAULT_GROUP_ID' }),
  JWT_EXPIRES_IN: lifetime('4w', { path: 'auth.jwt_expiry', env: 'JWT_EXPIRES_IN' }),
  ENABLE_API_KEYS: boolean(false, { path: 'auth.enable_api_keys', env: 'ENABLE_API_KEYS' }),
  ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS: boolean(false, {
    path: 'auth.api_key.endpoint_restrictions',
    env: ['ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS', 'ENABLE_API_KEY_ENDPOINT_RESTRICTIONS'],
  }),
  API_KEYS_ALLOWED_ENDPOINTS: string('', {
    path: 'auth.api_key.allowed_endpoints',
    env: ['API_KEYS_ALLOWED_ENDPOINTS', 'API_KEY_ALLOWED_ENDPOINTS'],
  }),
  ENABLE_MFA: boolean(false, { ...sessions, path: 'auth.mfa.enable', env: 'ENABLE_MFA' }),
  MFA_ALLOW_OAUTH_BYPASS: boolean(false, {
    ...sessions,
    path: 'auth.mfa.allow_oauth_bypass',
    env: 'MFA_ALLOW_OAUTH_BYPASS',
  }),
  /** Of no effect: Reeve takes nobody's word for who somebody is from a header. */
  MFA_ALLOW_TRUSTED_HEADER_BYPASS: boolean(false, {
    ...sessions,
    path: 'auth.mfa.allow_trusted_header_bypass',
    env: 'MFA_ALLOW_TRUSTED_HEADER_BYPASS',
  }),
};

const at = (path: string, env: string) => ({ path, env });

const features: Readonly<Record<string, Field>> = {
  ENABLE_COMMUNITY_SHARING: boolean(true, at('ui.enable_community_sharing', 'ENABLE_COMMUNITY_SHARING')),
  ENABLE_MESSAGE_RATING: boolean(true, at('ui.enable_message_rating', 'ENABLE_MESSAGE_RATING')),
  ENABLE_FOLDERS: boolean(true, at('folders.enable', 'ENABLE_FOLDERS')),
  FOLDER_MAX_FILE_COUNT: limit({ ...optional, ...at('folders.max_file_count', 'FOLDER_MAX_FILE_COUNT') }),
  ENABLE_AUTOMATIONS: boolean(true, { ...later, ...at('automations.enable', 'ENABLE_AUTOMATIONS') }),
  AUTOMATION_MAX_COUNT: limit({ ...optional, ...at('automations.max_count', 'AUTOMATION_MAX_COUNT') }),
  AUTOMATION_MIN_INTERVAL: limit({
    ...optional,
    ...at('automations.min_interval', 'AUTOMATION_MIN_INTERVAL'),
  }),
  ENABLE_CHANNELS: boolean(false, at('channels.enable', 'ENABLE_CHANNELS')),
  ENABLE_ENCRYPTED_CHANNELS: boolean(false, {
    ...later,
    ...at('channels.encryption.enable', 'ENABLE_ENCRYPTED_CHANNELS'),
  }),
  CHANNEL_MODEL_RESPONSE_MODE: choice(['thread', 'channel'], 'thread', {
    ...later,
    ...at('channels.model_response_mode', 'CHANNEL_MODEL_RESPONSE_MODE'),
  }),
  ENABLE_APPS: boolean(false, { ...later, ...at('apps.enable', 'ENABLE_APPS') }),
  ENABLE_CALENDAR: boolean(true, { ...later, ...at('calendar.enable', 'ENABLE_CALENDAR') }),
  ENABLE_MEMORIES: boolean(true, { ...later, ...at('memories.enable', 'ENABLE_MEMORIES') }),
  ENABLE_MEMORY_SYSTEM_CONTEXT: boolean(true, {
    ...later,
    ...at('memories.system_context.enable', 'ENABLE_MEMORY_SYSTEM_CONTEXT'),
  }),
  ENABLE_SKILL_LAZY_LOADING: boolean(false, {
    ...later,
    ...at('skills.lazy_loading.enable', 'ENABLE_SKILL_LAZY_LOADING'),
  }),
  SKILL_CONTENT_MAX_CHARS: integer(null, {
    ...optional,
    min: 1,
    ...at('skills.content_max_chars', 'SKILL_CONTENT_MAX_CHARS'),
  }),
  SKILL_PREVIEW_MAX_CHARS: integer(null, {
    ...optional,
    min: 1,
    ...at('skills.preview_max_chars', 'SKILL_PREVIEW_MAX_CHARS'),
  }),
  ENABLE_NOTES: boolean(true, at('notes.enable', 'ENABLE_NOTES')),
  ENABLE_USER_WEBHOOKS: boolean(false, at('ui.enable_user_webhooks', 'ENABLE_USER_WEBHOOKS')),
  ENABLE_USER_STATUS: boolean(true, { ...later, ...at('users.enable_status', 'ENABLE_USER_STATUS') }),
};

const texts: Readonly<Record<string, Field>> = {
  PENDING_USER_OVERLAY_TITLE: string('', {
    ...optional,
    ...at('ui.pending_user_overlay_title', 'PENDING_USER_OVERLAY_TITLE'),
  }),
  PENDING_USER_OVERLAY_CONTENT: string('', {
    ...optional,
    ...at('ui.pending_user_overlay_content', 'PENDING_USER_OVERLAY_CONTENT'),
  }),
  RESPONSE_WATERMARK: string('', { ...optional, ...at('ui.watermark', 'RESPONSE_WATERMARK') }),
  I18N: translations({ ...later, path: 'ui.i18n' }),
  DEFAULT_INTERFACE_SETTINGS: object(
    {},
    { absent: 'default', nullMeans: 'default', path: 'ui.default_interface_settings' },
  ),
};

export const admin = section('admin', {
  title: 'Admin configuration',
  route: 'api/v1/auths/admin/config',
  fields: { ...access, ...features, ...texts },
});
