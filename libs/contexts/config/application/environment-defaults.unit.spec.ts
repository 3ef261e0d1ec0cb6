import { SECTIONS } from '@reeve/contracts';
import { describe, expect, it } from 'vitest';
import { checkEnvironmentDefaults, EnvironmentDefaultError } from './environment-defaults.js';

function problemsOf(environment: Readonly<Record<string, string>>): readonly string[] {
  try {
    checkEnvironmentDefaults(SECTIONS, environment);
    return [];
  } catch (error) {
    if (error instanceof EnvironmentDefaultError) return error.problems;
    throw error;
  }
}

describe('the defaults that the environment gives', () => {
  it('may be left out, empty, or in any form that a request may have', () => {
    expect(
      problemsOf({
        ENABLE_DIRECT_CONNECTIONS: 'yes',
        SUBAGENTS_MAX_OUTPUT: ' 17 ',
        DEFAULT_MODELS: 'a,b',
        WEBUI_BANNERS: '[]',
        TOOL_SERVER_CONNECTIONS: '',
      }),
    ).toEqual([]);
  });

  it('are all named when several are wrong, each once', () => {
    expect(
      problemsOf({
        ENABLE_DIRECT_CONNECTIONS: 'maybe',
        SUBAGENTS_MAX_OUTPUT: 'lots',
        CODE_EXECUTION_JUPYTER_TIMEOUT: 'soon',
        WEBUI_BANNERS: '{',
        MODEL_ORDER_LIST: '{}',
      }),
    ).toEqual([
      'ENABLE_DIRECT_CONNECTIONS="maybe": Input should be a valid boolean.',
      'CODE_EXECUTION_JUPYTER_TIMEOUT="soon": Input should be a valid integer, unable to parse string as an integer.',
      'MODEL_ORDER_LIST: Input should be a valid list.',
      'SUBAGENTS_MAX_OUTPUT="lots": Input should be a valid integer, unable to parse string as an integer.',
      'WEBUI_BANNERS must be JSON.',
    ]);
  });

  it('are named down to the place in them, and never shown when they can hold a secret', () => {
    const connections = JSON.stringify([
      { url: 'http://tools.example.com', key: 'a-secret-key', auth_type: null },
    ]);
    const problems = problemsOf({ TOOL_SERVER_CONNECTIONS: connections });
    expect(problems).toEqual([
      'TOOL_SERVER_CONNECTIONS, at 0.path: Field required.',
      'TOOL_SERVER_CONNECTIONS, at 0.config: Field required.',
    ]);
    expect(problems.join()).not.toContain('a-secret-key');
  });
});
