import { nearestName } from './nearest-name.js';
import { VARIABLES } from './settings.js';
import type { Settings } from './settings.js';
import { SettingsError } from './settings.errors.js';
import type { Variable } from './variable.js';

const PREFIX = 'REEVE_';
/** Read by test suites (which server to run against), never by the process itself. */
const TEST_PREFIX = 'REEVE_TEST_';
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
    if (value === undefined) problems.push(badValue(variable, text));
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
  const known = new Set<string>(names);
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

function contradictions({ adminEmail, adminPassword, cookieSameSite, cookieSecure }: Settings): string[] {
  const problems: string[] = [];
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
