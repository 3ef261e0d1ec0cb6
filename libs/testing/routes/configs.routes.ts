import { FOR_ADMINISTRATORS, FOR_EVERYBODY, FOR_VERIFIED, insteadOf200 } from './route-form.js';
import type { RouteForm, RouteForms } from './route-form.js';

const CONFIGS = '/api/v1/configs';

const READ: readonly RouteForm[] = [{ of: 'S U F N', answers: FOR_ADMINISTRATORS }];
/** Where something is asked of a server elsewhere: who may ask, and no more. */
const NOTHING: readonly RouteForm[] = [
  { of: 'U F N', when: 'nothing', body: () => ({}), answers: insteadOf200(FOR_ADMINISTRATORS, 422) },
];

const CONNECTIONS_OF_S = { ENABLE_DIRECT_CONNECTIONS: false, ENABLE_BASE_MODELS_CACHE: false };
const MODELS_OF_S = { DEFAULT_MODELS: null, DEFAULT_PINNED_MODELS: 'a,b', MODEL_ORDER_LIST: ['a'] };
const TOOL_SERVER = {
  url: 'https://tools.example.com',
  path: 'openapi.json',
  auth_type: 'none',
  key: '',
  config: {},
};
const TERMINAL_SERVER = { id: 'one', name: 'One', url: 'https://terminals.example.com', key: '' };
const BANNER = { id: 'one', type: 'info', content: 'Ahoy', dismissible: true, timestamp: 1 };
const SUGGESTION = { title: ['Help me', 'to sail'], content: 'Help me to sail.' };
const jupyter = (prefix: string) => ({
  [`${prefix}_ENGINE`]: 'pyodide',
  [`${prefix}_JUPYTER_URL`]: null,
  [`${prefix}_JUPYTER_AUTH`]: null,
  [`${prefix}_JUPYTER_AUTH_TOKEN`]: null,
  [`${prefix}_JUPYTER_AUTH_PASSWORD`]: null,
  [`${prefix}_JUPYTER_TIMEOUT`]: 60,
});
const CODE_EXECUTION = {
  ENABLE_CODE_EXECUTION: true,
  ...jupyter('CODE_EXECUTION'),
  ENABLE_CODE_INTERPRETER: true,
  CODE_INTERPRETER_PROMPT_TEMPLATE: '',
  ...jupyter('CODE_INTERPRETER'),
};
const SUBAGENTS = {
  ENABLE_SUBAGENTS: true,
  SUBAGENTS_BACKGROUND_ENABLED: false,
  SUBAGENTS_MAX_CONCURRENT: 20,
  SUBAGENTS_MAX_ASYNC: 20,
  SUBAGENTS_MAX_ITERATIONS: 30,
  SUBAGENTS_MAX_OUTPUT: 30_000,
  SUBAGENTS_SYSTEM_PROMPT: '',
};

const written = (of: string, body: RouteForm['body']): RouteForm => ({
  of,
  ...(body && { body }),
  answers: FOR_ADMINISTRATORS,
});

/** Reference, sections 3 and 11.4, under the prefix that clients use; and what section 6 has beside it. */
export const CONFIGS_ROUTES: RouteForms = {
  'get /api/config': [{ of: 'S U F N', answers: FOR_EVERYBODY }],
  'get /api/version': [{ of: 'S U F N', answers: FOR_EVERYBODY }],
  'get /api/version/updates': [{ of: 'S U F N', answers: FOR_VERIFIED }],
  'get /api/changelog': [{ of: 'S U F N', answers: FOR_EVERYBODY }],
  'get /health': [{ of: 'S U F N', answers: FOR_EVERYBODY }],
  'get /health/live': [{ of: 'Reeve', answers: FOR_EVERYBODY }],
  'get /health/ready': [{ of: 'Reeve', answers: FOR_EVERYBODY }],
  'get /health/db': [{ of: 'S U F N', answers: FOR_EVERYBODY }],
  'get /ready': [{ of: 'U F N', answers: FOR_EVERYBODY }],
  'get /api/webhook': [{ of: 'S', answers: FOR_ADMINISTRATORS }],
  'post /api/webhook': [written('S', () => ({ url: 'https://hooks.example.com' }))],
  [`get ${CONFIGS}/connections`]: READ,
  [`post ${CONFIGS}/connections`]: [
    written('S U F', () => CONNECTIONS_OF_S),
    written('N', () => ({ ...CONNECTIONS_OF_S, ENABLE_DIRECT_INTEGRATIONS: true })),
  ],
  [`get ${CONFIGS}/models`]: READ,
  [`get ${CONFIGS}/models/defaults`]: [{ of: 'U F N', answers: FOR_VERIFIED }],
  [`post ${CONFIGS}/models`]: [
    written('S', () => MODELS_OF_S),
    written('U F', () => ({ ...MODELS_OF_S, DEFAULT_MODEL_METADATA: {}, DEFAULT_MODEL_PARAMS: {} })),
    written('N', () => ({ ...MODELS_OF_S, MODEL_ORDER_LIST: null })),
  ],
  [`get ${CONFIGS}/banners`]: [{ of: 'S U F N', answers: FOR_VERIFIED }],
  [`post ${CONFIGS}/banners`]: [
    written('S U F', () => ({ banners: [BANNER] })),
    written('N', () => ({ banners: [{ ...BANNER, i18n: { de: { Ahoy: 'Ahoi' } } }] })),
  ],
  [`post ${CONFIGS}/suggestions`]: [
    written('S U F', () => ({ suggestions: [SUGGESTION] })),
    written('N', () => ({ suggestions: null, i18n: null })),
  ],
  [`post ${CONFIGS}/interface/visibility`]: [written('N', () => ({ visibility: { notes: false } }))],
  [`get ${CONFIGS}/code_execution`]: READ,
  [`post ${CONFIGS}/code_execution`]: [written('S U F N', () => CODE_EXECUTION)],
  [`get ${CONFIGS}/subagents`]: READ,
  [`post ${CONFIGS}/subagents`]: [written('F N', () => SUBAGENTS)],
  [`get ${CONFIGS}/tool_servers`]: READ,
  [`post ${CONFIGS}/tool_servers`]: [
    written('S U F', () => ({ TOOL_SERVER_CONNECTIONS: [TOOL_SERVER] })),
    written('N', () => ({ TOOL_SERVER_CONNECTIONS: [{ ...TOOL_SERVER, forward_cookies: true }] })),
  ],
  [`post ${CONFIGS}/tool_servers/verify`]: NOTHING,
  [`get ${CONFIGS}/terminal_servers`]: READ,
  [`post ${CONFIGS}/terminal_servers`]: [
    written('U F', () => ({ TERMINAL_SERVER_CONNECTIONS: [TERMINAL_SERVER] })),
    written('N', () => ({ TERMINAL_SERVER_CONNECTIONS: [{ ...TERMINAL_SERVER, forward_cookies: true }] })),
  ],
  [`post ${CONFIGS}/terminal_servers/verify`]: NOTHING,
  [`post ${CONFIGS}/terminal_servers/policy`]: NOTHING,
  [`post ${CONFIGS}/terminal_servers/lifecycle`]: NOTHING,
  [`post ${CONFIGS}/terminal_servers/refresh`]: NOTHING,
  [`post ${CONFIGS}/oauth/clients/register`]: NOTHING,
  [`get ${CONFIGS}/export`]: READ,
  [`get ${CONFIGS}/namespace/{namespace}`]: [
    { of: 'U F N', path: () => ({ namespace: 'ui' }), answers: FOR_ADMINISTRATORS },
  ],
  [`post ${CONFIGS}/import`]: [
    written('S', () => ({ config: { version: 0, ui: { banners: [] } } })),
    written('U F N', () => ({ config: { 'ui.banners': [] } })),
  ],
};
