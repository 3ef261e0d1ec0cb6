import {
  choice,
  file,
  flag,
  integer,
  optionalFlag,
  optionalText,
  origins,
  secret,
  secrets,
  serverUrl,
  text,
  texts,
  trustedProxies,
} from './variable.js';
import type { Variable } from './variable.js';

/**
 * Every setting of the process, once: type, default, what is allowed, and what the README says of it. Open WebUI's own
 * names stand without a prefix, so that an existing installation's environment is understood.
 */
export const VARIABLES = {
  host: text('REEVE_HOST', '127.0.0.1', 'Address to listen on; `0.0.0.0` for every interface.'),
  port: integer('REEVE_PORT', 8080, 'TCP port; 0 takes any free one.', { min: 0, max: 65_535 }),
  dataDir: text('REEVE_DATA_DIR', './data', 'Folder of the embedded stores; made when it is missing.'),
  busUrl: serverUrl(
    'REEVE_BUS_URL',
    ['nats', 'tls'],
    'NATS, for requests between services. When it is not set, the bus is within the process.',
  ),
  eventStoreUrl: serverUrl(
    'REEVE_EVENT_STORE_URL',
    ['esdb', 'esdb+discover'],
    'EventStoreDB or KurrentDB. When it is not set, events are kept in the data folder.',
  ),
  documentStoreUrl: serverUrl(
    'REEVE_DOCUMENT_STORE_URL',
    ['mongodb', 'mongodb+srv'],
    'MongoDB, with the name of the database as the path. When it is not set, documents are kept in the data folder.',
  ),
  rateLimitUrl: serverUrl(
    'REEVE_RATE_LIMIT_URL',
    ['redis', 'rediss'],
    'Redis, for counting requests together. When it is not set, every process counts in its own memory.',
  ),
  keyStoreUrl: serverUrl(
    'REEVE_KEY_STORE_URL',
    ['nats', 'tls'],
    'NATS with JetStream, for the wrapped data keys. When it is not set: that of REEVE_BUS_URL, else the data folder.',
  ),
  natsCredentialsFile: file(
    'REEVE_NATS_CREDENTIALS_FILE',
    'File with a user’s JWT and its nkey (`.creds`), to sign in to NATS with.',
  ),
  natsNkeyFile: file('REEVE_NATS_NKEY_FILE', 'File with the seed of an nkey, to sign in to NATS with.'),
  natsCaFile: file('REEVE_NATS_CA_FILE', 'PEM file with the authorities that may vouch for NATS.'),
  natsCertificateFile: file('REEVE_NATS_CERT_FILE', 'PEM file with this process’s certificate for NATS.'),
  natsKeyFile: file('REEVE_NATS_KEY_FILE', 'PEM file with the key of that certificate.'),
  masterKey: secret(
    'REEVE_MASTER_KEY',
    'Key that wraps every data key, 32 bytes as base64 or hexadecimal. Standalone makes one in the data folder; with a bus or a store of its own URL it has to be set.',
  ),
  adminEmail: optionalText(
    'REEVE_ADMIN_EMAIL',
    'E-mail of the first administrator, made at the first start.',
  ),
  adminPassword: secret('REEVE_ADMIN_PASSWORD', 'Password of the first administrator.'),
  secrets: choice(
    'REEVE_SECRETS',
    ['masked', 'clear'],
    'masked',
    'Whether configuration answers carry masks, or secrets in clear as Open WebUI does.',
  ),
  allowPrivateAddresses: flag(
    'REEVE_ALLOW_PRIVATE_ADDRESSES',
    false,
    'Whether tool and terminal servers may have private or loopback addresses.',
  ),
  corsOrigins: origins('REEVE_CORS_ORIGINS', 'Origins whose pages may call the API from a browser.'),
  trustProxy: trustedProxies(
    'REEVE_TRUST_PROXY',
    'Whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed: everybody’s, nobody’s, or these proxies’.',
  ),
  logLevel: choice(
    'REEVE_LOG_LEVEL',
    ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
    'info',
    'Least severe level that is logged. Reads are logged at `debug`, writes at `info`.',
  ),
  requestTimeoutMs: integer(
    'REEVE_REQUEST_TIMEOUT_MS',
    10_000,
    'Milliseconds after which a request is answered with 504 if it has no answer yet.',
    { min: 100, max: 600_000 },
  ),
  shutdownTimeoutMs: integer(
    'REEVE_SHUTDOWN_TIMEOUT_MS',
    10_000,
    'Milliseconds that accepted requests have to finish once the process was told to stop.',
    { min: 0, max: 600_000 },
  ),
  adminRateLimit: integer(
    'REEVE_ADMIN_RATE_LIMIT',
    1200,
    'Requests to administrators’ routes, per minute and person.',
    { min: 1, max: 100_000_000 },
  ),
  signInRateLimit: integer(
    'REEVE_SIGN_IN_RATE_LIMIT',
    15,
    'Attempts to sign in, per 180 seconds: for an e-mail from one address, and from one address in all; ten times as many for an e-mail from wherever.',
    { min: 1, max: 1_000_000 },
  ),
  metricsPublic: flag(
    'REEVE_METRICS_PUBLIC',
    false,
    'Whether `/metrics` answers everybody who can reach the port. Otherwise it takes an administrator’s token.',
  ),
  tokenSecret: secret(
    'WEBUI_SECRET_KEY',
    'Key that session tokens are signed with (HS256). Derived from the master key when it is not set.',
  ),
  previousTokenSecrets: secrets(
    'REEVE_PREVIOUS_SECRET_KEYS',
    'Keys that session tokens were signed with before WEBUI_SECRET_KEY, comma-separated: their tokens are good until they expire.',
  ),
  enableSignup: optionalFlag(
    'ENABLE_SIGNUP',
    'Whether people may sign up by themselves, until an administrator says otherwise. When it is not set, only the first one may.',
  ),
  enableTokenExchange: flag(
    'ENABLE_OAUTH_TOKEN_EXCHANGE',
    false,
    'Whether other applications may sign people in with access tokens of the identity provider.',
  ),
  trustedClientIds: texts(
    'OAUTH_TOKEN_EXCHANGE_TRUSTED_CLIENT_IDS',
    'Clients of the identity provider besides Reeve whose tokens are taken, comma-separated. `*`: whoever’s, also where the provider does not tell whose.',
  ),
  allowDuplicateGroupNames: flag(
    'REEVE_ALLOW_DUPLICATE_GROUP_NAMES',
    false,
    'Whether two groups may have one name, as in Open WebUI.',
  ),
  defaultGroupShare: choice(
    'DEFAULT_GROUP_SHARE_PERMISSION',
    ['members', 'true', 'false'],
    'members',
    'Who may share with a new group: its members, anybody, or nobody.',
  ),
  enablePasswordValidation: flag(
    'ENABLE_PASSWORD_VALIDATION',
    false,
    'Whether new passwords have to match PASSWORD_VALIDATION_REGEX_PATTERN.',
  ),
  passwordPattern: text(
    'PASSWORD_VALIDATION_REGEX_PATTERN',
    '^(?=.*[a-z])(?=.*[A-Z])(?=.*\\d)(?=.*[^\\w\\s]).{8,}$',
    'Regular expression in JavaScript’s syntax. One that some passwords take too long to match is refused at start.',
  ),
  passwordHint: optionalText(
    'PASSWORD_VALIDATION_HINT',
    'What somebody is told whose new password does not match.',
  ),
  name: text('WEBUI_NAME', 'Reeve', 'Name of the installation, shown to its users.'),
  enableToolServers: flag(
    'ENABLE_TOOL_SERVERS',
    true,
    'Whether tool and terminal servers may be called at all.',
  ),
  cookieSameSite: choice(
    'WEBUI_AUTH_COOKIE_SAME_SITE',
    ['lax', 'strict', 'none'],
    'lax',
    'SameSite of the session cookie. `none` needs WEBUI_AUTH_COOKIE_SECURE.',
  ),
  cookieSecure: flag(
    'WEBUI_AUTH_COOKIE_SECURE',
    false,
    'Whether the session cookie travels over HTTPS only.',
  ),
} as const satisfies Record<string, Variable<unknown>>;

type Variables = typeof VARIABLES;

/** The settings of the process, checked. Durations are milliseconds. */
export type Settings = {
  readonly [Name in keyof Variables]: Variables[Name] extends Variable<infer Value> ? Value : never;
};
