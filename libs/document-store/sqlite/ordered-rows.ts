import { LRUCache } from 'lru-cache';
import type { CountRequest, PageRequest } from './protocol.js';
import type { Sql, SqlValue } from './sql.js';
import type { Statements } from './statements.js';

/**
 * More rows than these are not put in order, which would take a tenth of a second and more: the more there are, the sooner a page of
 * them is full on the way through a sorted index.
 */
const MOST_ORDERED = 20_000;
/** Rows whose order is remembered, of all questions together: four bytes each. */
const MOST_REMEMBERED = 2_000_000;
const MOST_COUNTED = 10_000;

/**
 * Pages of what no index has in its order, a search for instance. Where few rows may be meant they are put in order once, and a page
 * then costs what it has, for as long as nothing in the collection changes. Of many the sorted index is walked until the page is full.
 */
export class OrderedRows {
  readonly #orders = new LRUCache<string, Uint32Array>({
    maxSize: MOST_REMEMBERED,
    sizeCalculation: ({ length }) => length + 1,
  });
  /** Of candidates; one more than are put in order stands for all that are more. */
  readonly #counts = new LRUCache<string, number>({ max: MOST_COUNTED });

  constructor(
    private readonly statements: Statements,
    private readonly mostOrdered = MOST_ORDERED,
  ) {}

  page(request: PageRequest): readonly (readonly SqlValue[])[] {
    const { walk, document, offset, limit } = request;
    const order = this.#order(request);
    if (order === undefined) return this.statements.rows(walk.text, walk.parameters);
    return Array.from(order.subarray(offset, offset + limit)).flatMap((row) => {
      const found = this.statements.row(document, [row]);
      return found === undefined ? [] : [found];
    });
  }

  /** How many candidates there are. */
  count(request: CountRequest): number {
    const counted = this.#countOf(request);
    const { count } = request;
    if (counted <= this.mostOrdered) return counted;
    return Number(this.statements.row(count.text, count.parameters)?.[0]);
  }

  #order(request: PageRequest): Uint32Array | undefined {
    const { ordered } = request;
    const question = asOfNow(request, ordered);
    const known = this.#orders.get(question);
    if (known !== undefined) return known;
    if (this.#countOf(request) > this.mostOrdered) return undefined;
    const rows = this.statements.rows(ordered.text, ordered.parameters);
    const order = Uint32Array.from(rows, ([row]) => Number(row));
    this.#orders.set(question, order);
    return order;
  }

  #countOf(request: PageRequest | CountRequest): number {
    const { candidates } = request;
    const question = asOfNow(request, candidates);
    const known = this.#counts.get(question);
    if (known !== undefined) return known;
    const text = `SELECT count(*) FROM (${candidates.text} LIMIT ${this.mostOrdered + 1})`;
    const counted = Number(this.statements.row(text, candidates.parameters)?.[0]);
    this.#counts.set(question, counted);
    return counted;
  }
}

const asOfNow = ({ collection, changes }: PageRequest | CountRequest, question: Sql): string =>
  JSON.stringify([collection, changes, question]);
