import { boolean } from '../fields.js';
import { section } from '../section.js';

export const connections = section('connections', {
  title: 'Connections',
  fields: {
    ENABLE_DIRECT_CONNECTIONS: boolean(false, { path: 'direct.enable' }),
    ENABLE_BASE_MODELS_CACHE: boolean(false, { path: 'models.base_models_cache' }),
    ENABLE_DIRECT_INTEGRATIONS: boolean(false, { path: 'direct.integrations.enable', absent: 'unchanged' }),
  },
});
