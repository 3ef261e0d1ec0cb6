import { list, object, string, text } from '../fields.js';
import { section } from '../section.js';

const nullable = { nullable: true } as const;
const optional = { nullable: true, absent: 'null' } as const;

export const models = section('models', {
  title: 'Models',
  fields: {
    DEFAULT_MODELS: string(null, { ...nullable, path: 'ui.default_models' }),
    DEFAULT_PINNED_MODELS: string(null, { ...nullable, path: 'ui.default_pinned_models' }),
    MODEL_ORDER_LIST: list(text, [], { ...nullable, path: 'ui.model_order_list' }),
    DEFAULT_MODEL_METADATA: object({}, { ...optional, path: 'models.default_metadata' }),
    DEFAULT_MODEL_PARAMS: object({}, { ...optional, path: 'models.default_params' }),
  },
});
