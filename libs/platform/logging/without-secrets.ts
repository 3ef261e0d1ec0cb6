import { stdSerializers } from 'pino';

/** Names of things whose values are kept from the log, wherever they stand. */
const SECRET_NAME = /authorization|cookie|passw|secret|token|credential|key/i;
const HIDDEN = '[hidden]';
/** Deeper values are left out. */
const MAX_DEPTH = 8;

/** A copy of what is to be logged, with everything hidden whose name says that it is a secret. Errors become plain objects. */
export function withoutSecrets(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth === MAX_DEPTH) return '[deep]';
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, depth + 1));
  const plain = value instanceof Error ? stdSerializers.err(value) : value;
  return Object.fromEntries(
    Object.entries(plain).map(([name, member]) => [
      name,
      SECRET_NAME.test(name) ? HIDDEN : withoutSecrets(member, depth + 1),
    ]),
  );
}

/** Session tokens, API keys, `Authorization` values, and user names with passwords in addresses. */
const SECRET_TEXT =
  /eyJ[\w-]+\.[\w-]+\.[\w-]*|\bsk-[\w-]{8,}|\b(?:bearer|basic) [\w.~+/=-]{8,}|(?<=:\/\/)[^\s/@"]+@/gi;

/** A line of the log with everything hidden that looks like a secret, whatever it stands under. */
export function scrubLine(line: string): string {
  return line.replace(SECRET_TEXT, HIDDEN);
}
