import { address, boolean, integer, secret, string } from '../fields.js';
import { section, type Field } from '../section.js';

/** One half of the section. The interpreter's Jupyter environment falls back to that of code execution. */
const half = (name: 'EXECUTION' | 'INTERPRETER'): Record<string, Field> => {
  const jupyter = `CODE_${name}_JUPYTER`;
  const path = (field: string) => `code_${name.toLowerCase()}.${field}`;
  const at = (field: string) => {
    const env = [`${jupyter}_${field.toUpperCase()}`, `CODE_EXECUTION_JUPYTER_${field.toUpperCase()}`];
    return { nullable: true, path: path(`jupyter.${field}`), env };
  };
  return {
    [`ENABLE_CODE_${name}`]: boolean(true, { path: path('enable') }),
    [`CODE_${name}_ENGINE`]: string('pyodide', { path: path('engine') }),
    [`${jupyter}_URL`]: address('', at('url')),
    [`${jupyter}_AUTH`]: string('', at('auth')),
    [`${jupyter}_AUTH_TOKEN`]: secret('', { ...at('auth_token'), sentTo: [`${jupyter}_URL`] }),
    [`${jupyter}_AUTH_PASSWORD`]: secret('', { ...at('auth_password'), sentTo: [`${jupyter}_URL`] }),
    [`${jupyter}_TIMEOUT`]: integer(60, at('timeout')),
  };
};

const template = string('', { nullable: true, path: 'code_interpreter.prompt_template' });
export const codeExecution = section('code_execution', {
  title: 'Code execution',
  fields: { ...half('EXECUTION'), ...half('INTERPRETER'), CODE_INTERPRETER_PROMPT_TEMPLATE: template },
});
