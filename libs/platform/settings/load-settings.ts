import { nearestName } from './nearest-name.js';
import { VARIABLES } from './settings.js';
import type { Settings } from './settings.js';
import { SettingsError } from './settings.errors.js';
import type { Variable } from './variable.js';

const PREFIX = 'REEVE_';
/** Read by the command `reeve`, which may run in the same environment. */
const NAMES_OF_COMMAND: readonly string[] = ['REEVE_URL', 'REEVE_TOKEN', 'REEVE_EMAIL', 'REEVE_PASSWORD'];
/** Read by test suites (which server to run against), never by the process itself. */
const TEST_PREFIX = 'REEVE_TEST_';
/** What examples put where an operator has to put a value of their own. */
const PLACEHOLDER = /change[-_ ]?me/i;
/** Longer values are cut in messages. */
const MAX_SHOWN_CHARACTERS = 80;

/**
 * The settings that an environment holds. A variable that is empty counts as not set.
 *
 * @throws SettingsError naming every unknown `REEVE_*` variable and every bad value at once.
 */
export function loadSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const problems = unknownNames(env);
  const values: Record<string, unknown> = {};
  for (const [key, variable] of Object.entries<Variable<unknown>>(VARIABLES)) {
    const text = env[variable.name]?.trim() ?? '';
    const value = text === '' ? variable.fallback : variable.parse(text);
    if (variable.secret && PLACEHOLDER.test(text)) problems.push(placeholder(variable));
    else if (value === undefined) problems.push(badValue(variable, text));
    values[key] = value;
  }
  // Sound: one value for every key of VARIABLES, each from its own variable; those that are undefined end in the error below.
  const settings = values as unknown as Settings;
  problems.push(...contradictions(settings));
  if (problems.length > 0) throw new SettingsError(problems);
  return settings;
}

function unknownNames(env: Readonly<Record<string, string | undefined>>): string[] {
  const names = Object.values(VARIABLES).map(({ name }) => name);
  const known = new Set<string>([...names, ...NAMES_OF_COMMAND]);
  return Object.keys(env)
    .filter((name) => name.startsWith(PREFIX) && !name.startsWith(TEST_PREFIX) && !known.has(name))
    .sort()
    .map((name) => {
      const nearest = nearestName(name, names);
      return `${name} is not a setting${nearest === undefined ? '.' : `; did you mean ${nearest}?`}`;
    });
}

function badValue({ name, allowed, secret }: Variable<unknown>, text: string): string {
  return `${name}${secret ? '' : `=${JSON.stringify(text.slice(0, MAX_SHOWN_CHARACTERS))}`} must be ${allowed}.`;
}

function placeholder({ name }: Variable<unknown>): string {
  return `${name} still has its placeholder: put a value of your own in its place.`;
}

function contradictions(settings: Settings): string[] {
  const { adminEmail, adminPassword, cookieSameSite, cookieSecure } = settings;
  const problems = natsContradictions(settings);
  if (settings.masterKey === null && isShared(settings)) {
    problems.push(
      'REEVE_MASTER_KEY must be set together with REEVE_BUS_URL, REEVE_EVENT_STORE_URL, REEVE_DOCUMENT_STORE_URL or REEVE_KEY_STORE_URL: ' +
        'every process needs the same one. Make one with "openssl rand -hex 32".',
    );
  }
  if ((adminEmail === null) !== (adminPassword === null)) {
    problems.push('REEVE_ADMIN_EMAIL and REEVE_ADMIN_PASSWORD must be set both or neither.');
  }
  if (cookieSameSite === 'none' && !cookieSecure) {
    problems.push(
      'WEBUI_AUTH_COOKIE_SAME_SITE="none" must go with WEBUI_AUTH_COOKIE_SECURE=true: browsers refuse the cookie otherwise.',
    );
  }
  return problems;
}

/** Whether other processes may work on the same data. Those that only count requests together need no key in common. */
function isShared({ busUrl, eventStoreUrl, documentStoreUrl, keyStoreUrl }: Settings): boolean {
  return [busUrl, eventStoreUrl, documentStoreUrl, keyStoreUrl].some((url) => url !== null);
}

function natsContradictions(settings: Settings): string[] {
  const problems: string[] = [];
  if (settings.natsCredentialsFile !== null && settings.natsNkeyFile !== null) {
    problems.push('REEVE_NATS_CREDENTIALS_FILE and REEVE_NATS_NKEY_FILE must not be set both.');
  }
  if ((settings.natsCertificateFile === null) !== (settings.natsKeyFile === null)) {
    problems.push('REEVE_NATS_CERT_FILE and REEVE_NATS_KEY_FILE must be set both or neither.');
  }
  return problems;
}
