import { list, object, string, text } from '../fields.js';
import { section } from '../section.js';

const optional = { nullable: true, absent: 'null' } as const;

export const models = section('models', {
  title: 'Models',
  fields: {
    DEFAULT_MODELS: string(null, { nullable: true, path: 'ui.default_models', env: 'DEFAULT_MODELS' }),
    DEFAULT_PINNED_MODELS: string(null, {
      nullable: true,
      path: 'ui.default_pinned_models',
      env: 'DEFAULT_PINNED_MODELS',
    }),
    MODEL_ORDER_LIST: list(text, [], {
      nullable: true,
      path: 'ui.model_order_list',
      env: 'MODEL_ORDER_LIST',
    }),
    DEFAULT_MODEL_METADATA: object(
      {},
      { ...optional, path: 'models.default_metadata', env: 'DEFAULT_MODEL_METADATA' },
    ),
    DEFAULT_MODEL_PARAMS: object(
      {},
      { ...optional, path: 'models.default_params', env: 'DEFAULT_MODEL_PARAMS' },
    ),
  },
});
