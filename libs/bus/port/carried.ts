/** Objects within one another that are copied. Where there are more, there may be no end of them. */
const MAX_DEPTH = 64;

/**
 * What arrives of a value that JSON carries, made without its text: a copy, which shares nothing with the value.
 *
 * @throws TypeError for what JSON does not carry: a bigint, or an object that is within itself, or a function. `undefined` arrives as null.
 */
export function carried(value: unknown): unknown {
  const copy = copyOf(value ?? null, 0);
  if (copy === undefined) throw new TypeError(`JSON does not carry a ${typeof value}`);
  return copy;
}

function copyOf(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      // JSON has neither infinities nor a negative zero.
      return Number.isFinite(value) ? value + 0 : null;
    case 'object':
      return value === null ? null : copyOfObject(value, depth + 1);
    case 'bigint':
    case 'function':
    case 'symbol':
    case 'undefined':
      return throughText(value);
  }
}

function copyOfObject(value: object, depth: number): unknown {
  if (depth > MAX_DEPTH || 'toJSON' in value) return throughText(value);
  if (Array.isArray(value)) return copyOfArray(value, depth);
  return Object.getPrototypeOf(value) === Object.prototype
    ? copyOfRecord(value as Readonly<Record<string, unknown>>, depth)
    : throughText(value);
}

function copyOfArray(value: readonly unknown[], depth: number): unknown {
  // `Array.from` takes twice as long, with every list of every request.
  const copy: unknown[] = [];
  for (const item of value) copy.push(copyOf(item, depth) ?? null);
  return copy;
}

function copyOfRecord(value: Readonly<Record<string, unknown>>, depth: number): unknown {
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    // To assign it would set the prototype.
    if (key === '__proto__') return throughText(value);
    const member = copyOf(value[key], depth);
    if (member !== undefined) copy[key] = member;
  }
  return copy;
}

/** Whatever is out of the ordinary. */
function throughText(value: unknown): unknown {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? undefined : JSON.parse(text);
}
