import { fieldValue, fold, wellFormed } from '@reeve/document-store';
import type {
  CollectionDefinition,
  Document,
  FindOptions,
  Place,
  Scalar,
  StoredDocument,
  WriteOperation,
} from '@reeve/document-store';
import { compareText, compareValues } from './compare.js';
import { matches } from './matches.js';

type Conditions = Pick<FindOptions, 'where' | 'search'>;

interface Entry {
  readonly id: string;
  readonly seen: string | undefined;
  /** As JSON, so that no caller holds what another one changes, and every adapter gives back the same. */
  readonly json: string;
  readonly values: ReadonlyMap<string, Scalar>;
  readonly folded: readonly string[];
}

/** The documents of one collection. Not checked, not asynchronous: both are the store's part. */
export class MemoryCollection {
  readonly #entries = new Map<string, Entry>();

  constructor(readonly definition: CollectionDefinition) {}

  /** @returns whether it took effect. */
  apply(operation: WriteOperation): boolean {
    const present = this.#entries.get(operation.id);
    switch (operation.kind) {
      case 'remove':
        return this.#entries.delete(operation.id);
      case 'insert':
        if (present !== undefined) return false;
        this.#store(operation.id, operation.document, undefined);
        return true;
      case 'put':
        if (isHeldBack(present?.seen, operation.seen)) return false;
        this.#store(operation.id, operation.document, operation.seen);
        return true;
    }
  }

  get(id: string): Document | undefined {
    const entry = this.#entries.get(id);
    return entry === undefined ? undefined : parse(entry);
  }

  getMany(ids: readonly string[]): StoredDocument[] {
    return ids.flatMap((id) => {
      const document = this.get(id);
      return document === undefined ? [] : [{ id, document }];
    });
  }

  find(options: FindOptions): StoredDocument[] {
    const { sort = [], limit, offset = 0, after } = options;
    const backwards = sort[0]?.direction === 'desc';
    return this.#select(options)
      .filter((entry) => after === undefined || isAfter(entry, after, sort[0]))
      .sort((left, right) => {
        for (const { field, direction } of sort) {
          const order = compareValues(valueOf(left, field), valueOf(right, field));
          if (order !== 0) return direction === 'asc' ? order : -order;
        }
        return backwards ? compareText(right.id, left.id) : compareText(left.id, right.id);
      })
      .slice(offset, offset + limit)
      .map((entry) => ({ id: entry.id, document: parse(entry) }));
  }

  count(conditions: Conditions): number {
    return this.#select(conditions).length;
  }

  countBy(field: string, conditions: Conditions): Map<Scalar, number> {
    const counts = new Map<Scalar, number>();
    for (const entry of this.#select(conditions)) {
      const value = valueOf(entry, field);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return counts;
  }

  removeWhere(conditions: Conditions, limit: number): number {
    const going = this.#select(conditions).slice(0, limit);
    for (const { id } of going) this.#entries.delete(id);
    return going.length;
  }

  clear(): void {
    this.#entries.clear();
  }

  #store(id: string, document: Document, seen: string | undefined): void {
    const { fields, searchable = [] } = this.definition;
    const values = new Map(
      Object.keys(fields).map((field) => [field, fieldValue(this.definition, field, document)]),
    );
    const folded = searchable.map((field) => fold(String(values.get(field) ?? '')));
    this.#entries.set(id, { id, seen, json: JSON.stringify(document), values, folded });
  }

  #select({ where = {}, search = '' }: Conditions): Entry[] {
    const term = fold(search);
    return [...this.#entries.values()].filter(
      (entry) =>
        matches(where, (field) => valueOf(entry, field)) &&
        (term === '' || entry.folded.some((text) => text.includes(term))),
    );
  }
}

function isAfter(
  entry: Entry,
  { value, id }: Place,
  sorted: NonNullable<FindOptions['sort']>[number] | undefined,
): boolean {
  const direction = sorted?.direction === 'desc' ? -1 : 1;
  const own = sorted === undefined ? undefined : valueOf(entry, sorted.field);
  if (own === null) return false;
  const order = own === undefined || value === undefined ? 0 : compareValues(own, wellFormedScalar(value));
  return (order === 0 ? compareText(entry.id, id) : order) * direction > 0;
}

function wellFormedScalar(value: string | number): string | number {
  return typeof value === 'string' ? wellFormed(value) : value;
}

function isHeldBack(stored: string | undefined, seen: string | undefined): boolean {
  return stored !== undefined && seen !== undefined && compareText(seen, stored) <= 0;
}

function valueOf(entry: Entry, field: string): Scalar {
  return entry.values.get(field) ?? null;
}

function parse(entry: Entry): Document {
  return JSON.parse(entry.json) as Document;
}
