import type { JsonObject, JsonValue } from '@reeve/contracts';
import { identitySamples } from './identity-samples.js';

/** What a section is tried with. */
export interface SectionSample {
  readonly section: string;
  /** What a GET answers as long as nobody has changed it; absent where there is no GET. */
  readonly defaults?: JsonValue;
  /** A POST that changes every field. */
  readonly change: JsonObject;
  /** What it sets, by the names of fields. By default what was sent. */
  readonly set?: JsonObject;
  /** What the POST answers, and every GET from then on: masks for secrets. By default what was sent. */
  readonly answer: unknown;
  /** What the POST answers besides. */
  readonly besides?: JsonObject;
  /** Bodies that are refused, and every issue that a 422 has for them. */
  readonly refused: readonly (readonly [JsonObject, readonly string[]])[];
}

export interface SecretMaker {
  make(label: string): string;
  asMasked(value: unknown): unknown;
}

/** Every section of the configuration, with the reference's defaults, types and issues (sections 3 and 11.4). */
export function sectionSamples(secrets: SecretMaker): readonly SectionSample[] {
  const sample = (
    section: string,
    {
      change,
      answer = change,
      ...rest
    }: Omit<SectionSample, 'section' | 'answer'> & { readonly answer?: unknown },
  ): SectionSample => ({ section, change, answer: secrets.asMasked(answer), ...rest });

  const toolServer = {
    url: 'https://tools.example.com',
    path: 'openapi.json',
    type: 'openapi',
    auth_type: 'bearer',
    headers: { 'x-tenant': secrets.make('tenant-header') },
    key: secrets.make('tool-key'),
    config: { enable: true, access_grants: [], api_key: secrets.make('config-key') },
    info: { id: 'tools', name: 'Tools' },
    forward_cookies: false,
    spec_type: 'url',
    extra_token: secrets.make('extra-token'),
  };
  const terminalServer = {
    id: 't1',
    name: 'Terminals',
    enabled: false,
    url: 'https://terminals.example.com',
    path: '/openapi.json',
    key: secrets.make('terminal-key'),
    auth_type: 'bearer',
    config: { idle_minutes: 5 },
    server_type: 'orchestrator',
    policy_id: 'p1',
    forward_cookies: true,
  };
  const banner = {
    id: 'b1',
    type: 'warning',
    title: 'Tonight',
    content: 'We are down from 1 to 2.',
    dismissible: true,
    timestamp: 1_760_000_000,
    i18n: { de: { content: 'Wir sind von 1 bis 2 nicht da.' } },
  };
  const suggestions = [{ title: ['Help me', 'study'], content: 'Help me study vocabulary.' }];

  return [
    ...identitySamples(secrets).map(({ section, ...rest }) => sample(section, rest)),
    sample('connections', {
      defaults: {
        ENABLE_DIRECT_CONNECTIONS: false,
        ENABLE_BASE_MODELS_CACHE: false,
        ENABLE_DIRECT_INTEGRATIONS: false,
      },
      change: {
        ENABLE_DIRECT_CONNECTIONS: true,
        ENABLE_BASE_MODELS_CACHE: true,
        ENABLE_DIRECT_INTEGRATIONS: true,
      },
      refused: [
        [{}, ['body.ENABLE_DIRECT_CONNECTIONS missing', 'body.ENABLE_BASE_MODELS_CACHE missing']],
        [
          { ENABLE_DIRECT_CONNECTIONS: 'maybe', ENABLE_BASE_MODELS_CACHE: null },
          ['body.ENABLE_DIRECT_CONNECTIONS bool_parsing', 'body.ENABLE_BASE_MODELS_CACHE bool_parsing'],
        ],
      ],
    }),
    sample('tool_servers', {
      defaults: { TOOL_SERVER_CONNECTIONS: [] },
      change: { TOOL_SERVER_CONNECTIONS: [toolServer] },
      refused: [
        [{ TOOL_SERVER_CONNECTIONS: {} }, ['body.TOOL_SERVER_CONNECTIONS list_type']],
        [
          { TOOL_SERVER_CONNECTIONS: [toolServer, { url: 5, config: [] }] },
          [
            'body.TOOL_SERVER_CONNECTIONS.1.url string_type',
            'body.TOOL_SERVER_CONNECTIONS.1.path missing',
            'body.TOOL_SERVER_CONNECTIONS.1.auth_type missing',
            'body.TOOL_SERVER_CONNECTIONS.1.key missing',
            'body.TOOL_SERVER_CONNECTIONS.1.config dict_type',
          ],
        ],
        [
          { TOOL_SERVER_CONNECTIONS: [{ ...toolServer, url: 'https://me:pass@tools.example.com' }] },
          ['body.TOOL_SERVER_CONNECTIONS.0.url url_credentials'],
        ],
      ],
    }),
    sample('terminal_servers', {
      defaults: { TERMINAL_SERVER_CONNECTIONS: [] },
      change: { TERMINAL_SERVER_CONNECTIONS: [terminalServer] },
      refused: [
        [
          { TERMINAL_SERVER_CONNECTIONS: [{ enabled: 'perhaps' }, 'none'] },
          [
            'body.TERMINAL_SERVER_CONNECTIONS.0.enabled bool_parsing',
            'body.TERMINAL_SERVER_CONNECTIONS.0.url missing',
            'body.TERMINAL_SERVER_CONNECTIONS.1 dict_type',
          ],
        ],
      ],
    }),
    sample('code_execution', {
      defaults: {
        ENABLE_CODE_EXECUTION: true,
        CODE_EXECUTION_ENGINE: 'pyodide',
        CODE_EXECUTION_JUPYTER_URL: '',
        CODE_EXECUTION_JUPYTER_AUTH: '',
        CODE_EXECUTION_JUPYTER_AUTH_TOKEN: '',
        CODE_EXECUTION_JUPYTER_AUTH_PASSWORD: '',
        CODE_EXECUTION_JUPYTER_TIMEOUT: 60,
        ENABLE_CODE_INTERPRETER: true,
        CODE_INTERPRETER_ENGINE: 'pyodide',
        CODE_INTERPRETER_PROMPT_TEMPLATE: '',
        CODE_INTERPRETER_JUPYTER_URL: '',
        CODE_INTERPRETER_JUPYTER_AUTH: '',
        CODE_INTERPRETER_JUPYTER_AUTH_TOKEN: '',
        CODE_INTERPRETER_JUPYTER_AUTH_PASSWORD: '',
        CODE_INTERPRETER_JUPYTER_TIMEOUT: 60,
      },
      change: {
        ENABLE_CODE_EXECUTION: false,
        CODE_EXECUTION_ENGINE: 'jupyter',
        CODE_EXECUTION_JUPYTER_URL: 'https://jupyter.example.com',
        CODE_EXECUTION_JUPYTER_AUTH: 'token',
        CODE_EXECUTION_JUPYTER_AUTH_TOKEN: secrets.make('jupyter-token'),
        CODE_EXECUTION_JUPYTER_AUTH_PASSWORD: secrets.make('jupyter-password'),
        CODE_EXECUTION_JUPYTER_TIMEOUT: 30,
        ENABLE_CODE_INTERPRETER: false,
        CODE_INTERPRETER_ENGINE: 'jupyter',
        CODE_INTERPRETER_PROMPT_TEMPLATE: 'Run {{code}}',
        CODE_INTERPRETER_JUPYTER_URL: 'https://notebooks.example.com',
        CODE_INTERPRETER_JUPYTER_AUTH: 'password',
        CODE_INTERPRETER_JUPYTER_AUTH_TOKEN: secrets.make('notebook-token'),
        CODE_INTERPRETER_JUPYTER_AUTH_PASSWORD: secrets.make('notebook-password'),
        CODE_INTERPRETER_JUPYTER_TIMEOUT: 45,
      },
      refused: [
        [
          {
            ENABLE_CODE_EXECUTION: 'sometimes',
            CODE_EXECUTION_ENGINE: null,
            CODE_EXECUTION_JUPYTER_URL: 7,
            CODE_EXECUTION_JUPYTER_AUTH: null,
            CODE_EXECUTION_JUPYTER_AUTH_TOKEN: null,
            CODE_EXECUTION_JUPYTER_AUTH_PASSWORD: null,
            CODE_EXECUTION_JUPYTER_TIMEOUT: 1.5,
            ENABLE_CODE_INTERPRETER: true,
            CODE_INTERPRETER_ENGINE: 'pyodide',
            CODE_INTERPRETER_PROMPT_TEMPLATE: null,
            CODE_INTERPRETER_JUPYTER_URL: null,
            CODE_INTERPRETER_JUPYTER_AUTH: null,
            CODE_INTERPRETER_JUPYTER_AUTH_TOKEN: null,
            CODE_INTERPRETER_JUPYTER_AUTH_PASSWORD: null,
            CODE_INTERPRETER_JUPYTER_TIMEOUT: 'soon',
          },
          [
            'body.ENABLE_CODE_EXECUTION bool_parsing',
            'body.CODE_EXECUTION_ENGINE string_type',
            'body.CODE_EXECUTION_JUPYTER_URL string_type',
            'body.CODE_EXECUTION_JUPYTER_TIMEOUT int_from_float',
            'body.CODE_INTERPRETER_JUPYTER_TIMEOUT int_parsing',
          ],
        ],
      ],
    }),
    sample('models', {
      defaults: {
        DEFAULT_MODELS: null,
        DEFAULT_PINNED_MODELS: null,
        MODEL_ORDER_LIST: [],
        DEFAULT_MODEL_METADATA: {},
        DEFAULT_MODEL_PARAMS: {},
      },
      change: {
        DEFAULT_MODELS: 'llama,mistral',
        DEFAULT_PINNED_MODELS: 'llama',
        MODEL_ORDER_LIST: ['mistral', 'llama'],
        DEFAULT_MODEL_METADATA: { capabilities: { vision: true } },
        DEFAULT_MODEL_PARAMS: { temperature: 0.7 },
      },
      refused: [
        [
          { DEFAULT_MODELS: ['llama'], MODEL_ORDER_LIST: [1], DEFAULT_MODEL_PARAMS: 'none' },
          [
            'body.DEFAULT_MODELS string_type',
            'body.DEFAULT_PINNED_MODELS missing',
            'body.MODEL_ORDER_LIST.0 string_type',
            'body.DEFAULT_MODEL_PARAMS dict_type',
          ],
        ],
      ],
    }),
    sample('subagents', {
      defaults: {
        ENABLE_SUBAGENTS: false,
        SUBAGENTS_BACKGROUND_ENABLED: false,
        SUBAGENTS_MAX_CONCURRENT: 20,
        SUBAGENTS_MAX_ASYNC: 20,
        SUBAGENTS_MAX_ITERATIONS: 30,
        SUBAGENTS_MAX_OUTPUT: 30_000,
        SUBAGENTS_SYSTEM_PROMPT: '',
      },
      change: {
        ENABLE_SUBAGENTS: true,
        SUBAGENTS_BACKGROUND_ENABLED: true,
        SUBAGENTS_MAX_CONCURRENT: 1,
        SUBAGENTS_MAX_ASYNC: 2,
        SUBAGENTS_MAX_ITERATIONS: 3,
        SUBAGENTS_MAX_OUTPUT: 4,
        SUBAGENTS_SYSTEM_PROMPT: 'Be brief.',
      },
      refused: [
        [
          {
            ENABLE_SUBAGENTS: true,
            SUBAGENTS_BACKGROUND_ENABLED: true,
            SUBAGENTS_MAX_CONCURRENT: null,
            SUBAGENTS_MAX_ASYNC: 'many',
            SUBAGENTS_MAX_ITERATIONS: 30,
            SUBAGENTS_SYSTEM_PROMPT: 1,
          },
          [
            'body.SUBAGENTS_MAX_CONCURRENT int_type',
            'body.SUBAGENTS_MAX_ASYNC int_parsing',
            'body.SUBAGENTS_MAX_OUTPUT missing',
            'body.SUBAGENTS_SYSTEM_PROMPT string_type',
          ],
        ],
      ],
    }),
    sample('suggestions', {
      change: { suggestions, i18n: { de: { 'Help me': 'Hilf mir' } } },
      refused: [
        [{}, ['body.suggestions missing']],
        [
          { suggestions: [{ title: 'Help me' }], i18n: [] },
          ['body.suggestions.0.title list_type', 'body.suggestions.0.content missing', 'body.i18n dict_type'],
        ],
      ],
    }),
    sample('banners', {
      defaults: [],
      change: { banners: [banner] },
      answer: [banner],
      refused: [
        [
          { banners: [{ ...banner, timestamp: 'now', i18n: { de: { content: 5 } } }] },
          ['body.banners.0.timestamp int_parsing', 'body.banners.0.i18n.de.content string_type'],
        ],
      ],
    }),
    sample('interface/visibility', {
      change: { visibility: { workspace: false, playground: true } },
      refused: [
        [{ visibility: { workspace: 'partly' } }, ['body.visibility.workspace bool_parsing']],
        [{ visibility: null }, ['body.visibility dict_type']],
      ],
    }),
  ];
}

/** The fields that a change touches, as the event and the audit log tell them: what they were, and what they are. */
export function changesOf(
  { defaults, change, set = change }: SectionSample,
  secrets: Pick<SecretMaker, 'asMasked'>,
): Readonly<Record<string, { readonly old: unknown; readonly new: unknown }>> {
  const before: Readonly<Record<string, unknown>> =
    typeof defaults === 'object' && defaults !== null && !Array.isArray(defaults)
      ? (defaults as JsonObject)
      : UNREAD_DEFAULTS;
  return Object.fromEntries(
    Object.entries(set).map(([field, value]) => [
      field,
      { old: before[field], new: secrets.asMasked(value) },
    ]),
  );
}

/** Of fields whose section is not read as an object. */
const UNREAD_DEFAULTS = { suggestions: null, i18n: null, banners: [], visibility: {} };
