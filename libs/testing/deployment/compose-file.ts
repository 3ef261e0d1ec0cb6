import { parse } from 'yaml';

/** What is looked at of a service. */
export interface ComposeService {
  readonly image?: string;
  readonly build?: { readonly args: Readonly<Record<string, string>> };
  readonly restart?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly mem_limit?: string;
  readonly ports?: readonly {
    readonly host_ip?: string;
    readonly published: string;
    readonly target: number;
  }[];
  readonly networks?: readonly string[];
  readonly healthcheck?: unknown;
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
}

/** `${NAME}`, `${NAME:-default}` or `${NAME:?message}`; `$$` stands for a dollar sign. */
const VARIABLE = /\$(?:\$|\{(\w+)(?::([-?])([^}]*))?\})/g;

/** The names of the variables that a Compose file takes from its environment. */
export function variablesOf(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(VARIABLE)].flatMap(([, name]) => (name === undefined ? [] : [name])));
}

/**
 * Reads a Compose file as `docker compose` does: anchors, merged maps, and variables within its texts.
 *
 * @throws Error with the message of the file, for a variable that has to be set and is not, or is empty.
 */
export function readComposeFile(text: string, environment: Environment): ComposeFile {
  const filled: unknown = JSON.parse(JSON.stringify(parse(text, { merge: true })), (_, value: unknown) =>
    typeof value === 'string' ? fill(value, environment) : value,
  );
  return filled as ComposeFile;
}

type Environment = Readonly<Record<string, string | undefined>>;

function fill(text: string, environment: Environment): string {
  return text.replace(VARIABLE, (_, name: string | undefined, operator: string | undefined, rest: string) => {
    if (name === undefined) return '$';
    const value = environment[name] ?? '';
    if (value === '' && operator === '?') throw new Error(`${name} ${rest}`);
    return value === '' && operator === '-' ? rest : value;
  });
}

/** `NAME=value` by lines, with comments, as in an `.env` file. */
export function readEnvFile(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...text.matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value.trim()]),
  );
}
