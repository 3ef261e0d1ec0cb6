import { holdsSecretKey, isJsonObject, jsonEquals, readField, SECRET_KEY } from '@reeve/contracts';
import type { DocumentFormat, JsonObject, JsonValue, ValidationIssue } from '@reeve/contracts';
import type { SectionCatalogue } from './section-catalogue.js';

/** What an import answers beside the document itself; no setting, so not taken when it comes back. */
export const REPORT_KEY = 'import_report';

export interface ReadDocument {
  readonly sections: Readonly<Record<string, JsonObject>>;
  readonly unowned: JsonObject;
  readonly issues: readonly ValidationIssue[];
}

/**
 * Reads an imported document: S's nested objects, U's dotted keys, or both at once. Owned paths are read against their
 * types; whatever no section owns is taken as it is: leaf by leaf from nested objects, whole under a dotted key.
 */
export function readDocument(catalogue: SectionCatalogue, document: JsonObject): ReadDocument {
  const reader = new DocumentReader(catalogue);
  for (const [key, value] of Object.entries(document)) {
    if (key !== REPORT_KEY) reader.read(key, value, key.includes('.') ? 'flat' : 'nested');
  }
  return reader.result();
}

class DocumentReader {
  private readonly owned = new Map<string, Record<string, JsonValue>>();
  private readonly unowned = new Map<string, JsonValue>();
  private readonly seen = new Map<string, JsonValue>();
  private readonly issues: ValidationIssue[] = [];

  constructor(private readonly catalogue: SectionCatalogue) {}

  read(path: string, value: JsonValue, format: DocumentFormat): void {
    const owner = this.catalogue.owner(path);
    if (path.split('.').includes(SECRET_KEY) || (owner === undefined && holdsSecretKey(value))) {
      this.refuse(path, 'reserved_key', `The key ${SECRET_KEY} is reserved`);
    } else if (owner !== undefined) {
      if (this.isFirst(path, value)) this.take(path, value);
    } else if (this.catalogue.ownsBelow(path)) {
      this.descend(path, value, format);
    } else if (format === 'nested' && isJsonObject(value) && canBeSplit(value)) {
      for (const [key, item] of Object.entries(value)) this.read(`${path}.${key}`, item, format);
    } else if (this.isFirst(path, value)) {
      this.unowned.set(path, value);
    }
  }

  result(): ReadDocument {
    return {
      sections: Object.fromEntries(this.owned),
      unowned: Object.fromEntries(this.unowned),
      issues: this.issues,
    };
  }

  /** A branch that holds owned paths must be an object; nothing (null) sets nothing. */
  private descend(path: string, value: JsonValue, format: DocumentFormat): void {
    if (value === null) return;
    if (!isJsonObject(value)) {
      this.refuse(path, 'dict_type', 'Input should be a valid dictionary: settings lie below it');
      return;
    }
    for (const [key, item] of Object.entries(value)) this.read(`${path}.${key}`, item, format);
  }

  private take(path: string, value: JsonValue): void {
    const owner = this.catalogue.owner(path);
    if (owner === undefined) return;
    // Null means "not set" at a path that cannot be null (reference 3, import): the default is in force again.
    const read =
      value === null ? { value, issues: [] } : readField(owner.field, value, ['body', 'config', path]);
    this.issues.push(...read.issues);
    this.owned.set(owner.section, { ...this.owned.get(owner.section), [owner.name]: read.value });
  }

  /** One path may stand in a document twice (nested and dotted), but not with two values. */
  private isFirst(path: string, value: JsonValue): boolean {
    const before = this.seen.get(path);
    if (before === undefined) {
      this.seen.set(path, value);
      return true;
    }
    if (!jsonEquals(before, value))
      this.refuse(path, 'path_twice', 'The document gives two values for this path');
    return false;
  }

  private refuse(path: string, type: string, msg: string): void {
    this.issues.push({ loc: ['body', 'config', path], msg, type });
  }
}

/** An object whose keys contain dots, or that is empty, could not be put together again from its leaves. */
function canBeSplit(value: JsonObject): boolean {
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key) => key !== '' && !key.includes('.'));
}

/** Puts values by path into a document of either shape. */
export function writeDocument(values: ReadonlyMap<string, JsonValue>, format: DocumentFormat): JsonObject {
  // In the order of the paths, a row stands before what lies below it, so that the more exact one wins.
  const rows = [...values].sort(([left], [right]) => (left < right ? -1 : 1));
  if (format === 'flat') return Object.fromEntries(rows);
  const document: Record<string, JsonValue> = {};
  for (const [path, value] of rows) {
    if (!place(document, path.split('.'), value)) document[path] = value;
  }
  return document;
}

/** @returns false when something that is no object stands in the way: the row then keeps its dotted key. */
function place(
  document: Record<string, JsonValue>,
  [key = '', ...rest]: readonly string[],
  value: JsonValue,
): boolean {
  if (rest.length === 0) {
    document[key] = value;
    return true;
  }
  const below = Object.hasOwn(document, key) ? document[key] : {};
  if (!isJsonObject(below)) return false;
  const branch: Record<string, JsonValue> = { ...below };
  if (!place(branch, rest, value)) return false;
  document[key] = branch;
  return true;
}
