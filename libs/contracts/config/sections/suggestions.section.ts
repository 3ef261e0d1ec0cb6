import { list, object, record, string, text } from '../fields.js';
import { section } from '../section.js';

const suggestion = record({ title: list(text, []), content: string('') });

/** N dropped the six built-in suggestions and its default is null (reference 11.4). */
export const suggestions = section('suggestions', {
  title: 'Prompt suggestions',
  read: null,
  fields: {
    suggestions: list(suggestion, null, {
      nullable: true,
      path: 'ui.prompt_suggestions',
      env: 'DEFAULT_PROMPT_SUGGESTIONS',
    }),
    i18n: object(null, { nullable: true, absent: 'unchanged', path: 'ui.prompt_suggestions_i18n' }),
  },
  answer: { only: 'suggestions', unlessAsked: 'i18n' },
});
