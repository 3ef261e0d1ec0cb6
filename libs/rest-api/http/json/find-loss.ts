import { endOfString } from './survey-json.js';

/** What `JSON.parse` would lose of a text, without a word. */
export interface JsonLoss {
  readonly path: readonly (string | number)[];
  readonly type: 'duplicate_key' | 'finite_number' | 'number_precision';
  readonly msg: string;
}

/** An object or a list that is being read. */
interface Open {
  /** The key or the index of what is being read in it. */
  at: string | number;
  /** What comes next is a key. */
  awaitsKey: boolean;
  readonly keys: Set<string>;
}

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** So many tell any double from any other: C prints them all, and who follows it. */
const DIGITS_OF_DOUBLE = 17;

/**
 * The first member whose key its object has already, or the first number that no double holds: JSON that not every reader
 * understands alike (RFC 7493, sections 2.2 and 2.3).
 *
 * @param json a JSON text, nested no deeper than the limit.
 */
export function findLoss(json: Buffer): JsonLoss | undefined {
  const text = json.toString('latin1');
  const open: Open[] = [];
  const lostHere = (loss: Omit<JsonLoss, 'path'>) => ({ path: open.map(({ at }) => at), ...loss });
  for (let offset = 0; offset < text.length; offset++) {
    const character = text.charAt(offset);
    if (character === '"') {
      const end = endOfString(json, offset);
      const within = open.at(-1);
      if (within?.awaitsKey === true && !takesKey(within, json.toString('utf8', offset, end + 1))) {
        return lostHere({ type: 'duplicate_key', msg: 'Key is there already' });
      }
      offset = end;
    } else if (character === '-' || (character >= '0' && character <= '9')) {
      const number = numberAt(text, offset);
      const loss = lossOf(number);
      if (loss !== undefined) return lostHere(loss);
      offset += number.length - 1;
    } else {
      step(open, character);
    }
  }
  return undefined;
}

function step(open: Open[], character: string): void {
  const within = open.at(-1);
  if (character === '{' || character === '[') {
    open.push({ at: 0, awaitsKey: character === '{', keys: new Set() });
  } else if (character === '}' || character === ']') {
    open.pop();
  } else if (character === ',' && within !== undefined) {
    if (typeof within.at === 'number') within.at++;
    else within.awaitsKey = true;
  }
}

/** @returns false where the object has the key already: whatever way it is written. */
function takesKey(object: Open, written: string): boolean {
  const key = JSON.parse(written) as string;
  object.at = key;
  object.awaitsKey = false;
  return object.keys.size !== object.keys.add(key).size;
}

function numberAt(text: string, offset: number): string {
  NUMBER.lastIndex = offset;
  return NUMBER.exec(text)?.[0] ?? '';
}

function lossOf(number: string): Omit<JsonLoss, 'path'> | undefined {
  const held = Number(number);
  const shortest = String(held);
  if (number === shortest) return undefined;
  if (!Number.isFinite(held)) return { type: 'finite_number', msg: 'Input should be a finite number' };
  const said = valueOf(number);
  return said === valueOf(shortest) || said === valueOf(held.toPrecision(DIGITS_OF_DOUBLE))
    ? undefined
    : { type: 'number_precision', msg: 'Input should be a number that a double holds' };
}

/** The same for every way to write a number, but for its sign. */
function valueOf(number: string): string {
  const [significand = '', exponent = '0'] = number.split(/[eE]/, 2);
  const unsigned = significand.startsWith('-') ? significand.slice(1) : significand;
  const point = unsigned.indexOf('.');
  const digits = point === -1 ? unsigned : unsigned.slice(0, point) + unsigned.slice(point + 1);
  let [first, end] = [0, digits.length];
  while (first < end && digits[first] === '0') first++;
  while (end > first && digits[end - 1] === '0') end--;
  const wholeDigits = point === -1 ? digits.length : point;
  return first === end ? '0' : `${digits.slice(first, end)}e${Number(exponent) + wholeDigits - end}`;
}
