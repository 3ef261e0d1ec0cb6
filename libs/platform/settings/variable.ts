import { isIP } from 'node:net';

/** One environment variable: its name, its default, and how its text becomes a value. */
export interface Variable<Value> {
  readonly name: string;
  /** One sentence for the table of settings. */
  readonly about: string;
  readonly fallback: Value;
  /** The default as somebody would write it; empty for none. */
  readonly shownFallback: string;
  /** What is allowed, in words; ends the sentence "must be …". */
  readonly allowed: string;
  /** Its value is never shown: not in a message, not in a table. */
  readonly secret: boolean;
  /** Undefined when the text is not allowed. Never called with an empty text, which counts as not set. */
  parse(text: string): Value | undefined;
}

export const text = (name: string, fallback: string, about: string): Variable<string> => ({
  name,
  about,
  fallback,
  shownFallback: fallback,
  allowed: 'any text',
  secret: false,
  parse: (value) => value,
});

export const optionalText = (name: string, about: string): Variable<string | null> => ({
  ...text(name, '', about),
  fallback: null,
});

export const secret = (name: string, about: string): Variable<string | null> => ({
  ...optionalText(name, about),
  secret: true,
});

/** A comma-separated list. */
export const texts = (name: string, about: string): Variable<readonly string[]> => ({
  name,
  about,
  fallback: [],
  shownFallback: '',
  allowed: 'a comma-separated list',
  secret: false,
  parse: splitList,
});

/** A comma-separated list of secrets. */
export const secrets = (name: string, about: string): Variable<readonly string[]> => ({
  ...texts(name, about),
  secret: true,
});

/** The path of a file. Its content is read, and judged, by whoever uses it. */
export const file = (name: string, about: string): Variable<string | null> => ({
  ...optionalText(name, about),
  allowed: 'a path',
});

/**
 * The URL of a server, or of a cluster as a comma-separated list of its hosts. It may carry a user name and a password, so
 * it counts as a secret.
 *
 * @param schemes without `://`, the usual one first.
 */
export const serverUrl = (
  name: string,
  schemes: readonly string[],
  about: string,
): Variable<string | null> => ({
  ...secret(name, about),
  allowed: `a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
  parse: (value) => {
    const [, scheme = '', authority = ''] = /^([a-z][a-z0-9+]*):\/\/([^/?#\s]+)[^\s]*$/i.exec(value) ?? [];
    return schemes.includes(scheme.toLowerCase()) && authority.split(',').every(isServer) ? value : undefined;
  },
});

export const integer = (
  name: string,
  fallback: number,
  about: string,
  { min, max }: { readonly min: number; readonly max: number },
): Variable<number> => ({
  name,
  about,
  fallback,
  shownFallback: String(fallback),
  allowed: `a whole number from ${min} to ${max}`,
  secret: false,
  parse: (value) => {
    const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    return number >= min && number <= max ? number : undefined;
  },
});

const TRUE = new Set(['true', '1', 'yes', 'on']);
const FALSE = new Set(['false', '0', 'no', 'off']);

function parseFlag(value: string): boolean | undefined {
  const word = value.toLowerCase();
  if (TRUE.has(word)) return true;
  return FALSE.has(word) ? false : undefined;
}

export const flag = (name: string, fallback: boolean, about: string): Variable<boolean> => ({
  name,
  about,
  fallback,
  shownFallback: String(fallback),
  allowed: 'true or false',
  secret: false,
  parse: parseFlag,
});

/** A flag whose absence means something of its own. */
export const optionalFlag = (name: string, about: string): Variable<boolean | null> => ({
  ...flag(name, false, about),
  fallback: null,
  shownFallback: '',
});

export const choice = <const Options extends readonly string[]>(
  name: string,
  options: Options,
  fallback: Options[number],
  about: string,
): Variable<Options[number]> => ({
  name,
  about,
  fallback,
  shownFallback: fallback,
  allowed: `one of ${options.join(', ')}`,
  secret: false,
  parse: (value) => options.find((option) => option === value.toLowerCase()),
});

/** A comma-separated list of origins (`https://admin.example.com`), each without a path. */
export const origins = (name: string, about: string): Variable<readonly string[]> => ({
  name,
  about,
  fallback: [],
  shownFallback: '',
  allowed: 'a comma-separated list of origins such as https://admin.example.com, without a path',
  secret: false,
  parse: (value) => {
    const list = splitList(value);
    return list.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin)
      ? list
      : undefined;
  },
});

/** A flag, or the addresses and networks that are believed. */
export const trustedProxies = (name: string, about: string): Variable<boolean | readonly string[]> => ({
  name,
  about,
  fallback: false,
  shownFallback: 'false',
  allowed: 'true, false, or a comma-separated list of addresses and networks such as 10.0.0.0/8',
  secret: false,
  parse: (value) => {
    const whole = parseFlag(value);
    if (whole !== undefined) return whole;
    const list = splitList(value);
    return list.length > 0 && list.every(isNetwork) ? list : undefined;
  },
});

/** A host, with or without credentials before it and a port after it. */
function isServer(text: string): boolean {
  const [, host = '', port] = /^(?:[^@]*@)?(\[[\da-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?$/i.exec(text) ?? [];
  return host !== '' && (port === undefined || Number(port) <= 65_535);
}

function splitList(value: string): readonly string[] {
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function isNetwork(value: string): boolean {
  const [address = '', prefix, ...rest] = value.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
}
