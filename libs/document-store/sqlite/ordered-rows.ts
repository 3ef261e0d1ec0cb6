import { LRUCache } from 'lru-cache';
import type { CountRequest, PageRequest } from './protocol.js';
import type { Sql, SqlValue } from './sql.js';
import type { Statements } from './statements.js';

/**
 * More rows than these are not put in order, which would take a tenth of a second and more: the more there are, the sooner a page of
 * them is full on the way through a sorted index.
 */
const MOST_ORDERED = 20_000;
/** Rows that are remembered as candidates, and as many in their order, of all questions together: four bytes each. */
const MOST_REMEMBERED = 1_000_000;
/** Rows of an index that are walked over in a quarter of the time that it takes to put one row in order. */
const WALKED_FOR_ONE_ORDERED = 5;
/** How much further than to where the page should be full, were the candidates spread evenly. */
const AMPLE = 1.5;
/** Where it was not, how far the next time, of how far it was. */
const FURTHER = 2;

/** Candidates in their order, from the first of them on. */
interface Order {
  readonly rows: Uint32Array;
  /** Rows of the index that they were met on; Infinity: these are all candidates. */
  readonly walked: number;
}

/**
 * Pages of what no index has in its order, a search for instance. The sorted index is walked until the page is full, by the keys of its
 * rows alone; where that takes longer than to put in order whatever may be meant, this is done. Which rows may be meant, and as much of
 * their order as is known, are remembered for as long as nothing in the collection changes. Very many are not even looked up: every
 * row on the way is looked at.
 */
export class OrderedRows {
  readonly #orders = remembered<Order>(({ rows }) => rows.length + 1);
  /** In the order of their keys. */
  readonly #candidates = remembered<Uint32Array | 'too-many'>((rows) =>
    rows === 'too-many' ? 1 : rows.length + 1,
  );

  constructor(
    private readonly statements: Statements,
    private readonly mostOrdered = MOST_ORDERED,
  ) {}

  page(request: PageRequest): readonly (readonly SqlValue[])[] {
    const { walk, document } = request;
    const candidates = this.#candidatesOf(request);
    if (candidates === 'too-many') return this.statements.rows(walk.text, walk.parameters);
    return Array.from(this.#pageOf(request, candidates)).flatMap((row) => {
      const found = this.statements.row(document, [row]);
      return found === undefined ? [] : [found];
    });
  }

  /** How many candidates there are. */
  count(request: CountRequest): number {
    const candidates = this.#candidatesOf(request);
    if (candidates !== 'too-many') return candidates.length;
    const { count } = request;
    return Number(this.statements.row(count.text, count.parameters)?.[0]);
  }

  #pageOf(request: PageRequest, candidates: Uint32Array): Iterable<number> {
    const { ordered, offset, limit } = request;
    const question = asOfNow(request, ordered);
    let order = this.#orders.get(question) ?? { rows: new Uint32Array(), walked: 0 };
    const known = order;
    while (order.rows.length < offset + limit && order.walked < Infinity) {
      order = this.#walkedOn(request, candidates, order) ?? this.#whole(ordered);
    }
    if (order !== known) this.#orders.set(question, order);
    return order.rows.subarray(offset, offset + limit);
  }

  /** Walks on to where the page should be full; undefined where putting all candidates in order is less. */
  #walkedOn(
    { along, lastRow, offset, limit }: PageRequest,
    candidates: Uint32Array,
    { rows, walked }: Order,
  ): Order | undefined {
    if (candidates.length === 0) return { rows, walked: Infinity };
    const all = Number(this.statements.row(lastRow)?.[0]);
    const even = ((offset + limit) * all) / candidates.length;
    const length = Math.ceil(Math.max(AMPLE * even, FURTHER * walked)) - walked + 1;
    if (walked + length > candidates.length * WALKED_FOR_ONE_ORDERED) return undefined;
    const met = this.#rows(along, length, walked);
    const found = met.filter((row) => contains(candidates, row));
    return {
      rows: Uint32Array.from([...rows, ...found]),
      walked: met.length < length ? Infinity : walked + length,
    };
  }

  #whole({ text, parameters }: Sql): Order {
    const rows = this.statements.rows(text, parameters).map(([row]) => Number(row));
    return { rows: Uint32Array.from(rows), walked: Infinity };
  }

  #candidatesOf(request: PageRequest | CountRequest): Uint32Array | 'too-many' {
    const { candidates } = request;
    const question = asOfNow(request, candidates);
    const known = this.#candidates.get(question);
    if (known !== undefined) return known;
    const rows = this.#rows(candidates, this.mostOrdered + 1);
    const found = rows.length > this.mostOrdered ? 'too-many' : rows.sort();
    this.#candidates.set(question, found);
    return found;
  }

  /** Some of these rows, in their order. As one text: a value for each would take longer than to find them. */
  #rows({ text, parameters }: Sql, limit: number, offset = 0): Uint32Array {
    const some = `SELECT group_concat(row) FROM (${text} LIMIT ? OFFSET ?)`;
    const [joined] = this.statements.row(some, [...parameters, limit, offset]) ?? [];
    return typeof joined === 'string' ? Uint32Array.from(joined.split(','), Number) : new Uint32Array();
  }
}

const remembered = <Rows extends Order | Uint32Array | 'too-many'>(sizeCalculation: (rows: Rows) => number) =>
  new LRUCache<string, Rows>({ maxSize: MOST_REMEMBERED, sizeCalculation });

/** @param rows from the least to the greatest. */
function contains(rows: Uint32Array, row: number): boolean {
  let first = 0;
  let end = rows.length;
  while (first < end) {
    const middle = (first + end) >>> 1;
    if ((rows[middle] ?? 0) < row) first = middle + 1;
    else end = middle;
  }
  return rows[first] === row;
}

const asOfNow = ({ collection, changes }: PageRequest | CountRequest, question: Sql): string =>
  JSON.stringify([collection, changes, question]);
