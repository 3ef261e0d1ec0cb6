import { boolean, choice, integer, limit } from '../../fields.js';
import { later, optional } from './absent.js';

const atLeastOne = { ...optional, min: 1 } as const;

/** What people have beside chats. */
export const features = {
  ENABLE_COMMUNITY_SHARING: boolean(true, { path: 'ui.enable_community_sharing' }),
  ENABLE_MESSAGE_RATING: boolean(true, { path: 'ui.enable_message_rating' }),
  ENABLE_FOLDERS: boolean(true, { path: 'folders.enable' }),
  FOLDER_MAX_FILE_COUNT: limit({ ...optional, path: 'folders.max_file_count' }),
  ENABLE_AUTOMATIONS: boolean(true, { ...later, path: 'automations.enable' }),
  AUTOMATION_MAX_COUNT: limit({ ...optional, path: 'automations.max_count' }),
  AUTOMATION_MIN_INTERVAL: limit({ ...optional, path: 'automations.min_interval' }),
  ENABLE_CHANNELS: boolean(false, { path: 'channels.enable' }),
  ENABLE_ENCRYPTED_CHANNELS: boolean(false, { ...later, path: 'channels.encryption.enable' }),
  CHANNEL_MODEL_RESPONSE_MODE: choice(['thread', 'channel'], 'thread', {
    ...later,
    path: 'channels.model_response_mode',
  }),
  ENABLE_APPS: boolean(false, { ...later, path: 'apps.enable' }),
  ENABLE_CALENDAR: boolean(true, { ...later, path: 'calendar.enable' }),
  ENABLE_MEMORIES: boolean(true, { ...later, path: 'memories.enable' }),
  ENABLE_MEMORY_SYSTEM_CONTEXT: boolean(true, { ...later, path: 'memories.system_context.enable' }),
  ENABLE_SKILL_LAZY_LOADING: boolean(false, { ...later, path: 'skills.lazy_loading.enable' }),
  SKILL_CONTENT_MAX_CHARS: integer(null, { ...atLeastOne, path: 'skills.content_max_chars' }),
  SKILL_PREVIEW_MAX_CHARS: integer(null, { ...atLeastOne, path: 'skills.preview_max_chars' }),
};
