import { boolean, integer, string } from '../fields.js';
import { section } from '../section.js';

const at = (name: string) => ({ path: `subagents.${name}` });

export const subagents = section('subagents', {
  title: 'Subagents',
  fields: {
    ENABLE_SUBAGENTS: boolean(false, { path: 'subagents.enable' }),
    SUBAGENTS_BACKGROUND_ENABLED: boolean(false, at('background_enabled')),
    SUBAGENTS_MAX_CONCURRENT: integer(20, at('max_concurrent')),
    SUBAGENTS_MAX_ASYNC: integer(20, at('max_async')),
    SUBAGENTS_MAX_ITERATIONS: integer(30, at('max_iterations')),
    SUBAGENTS_MAX_OUTPUT: integer(30_000, at('max_output')),
    SUBAGENTS_SYSTEM_PROMPT: string('', at('system_prompt')),
  },
});
