import { LRUCache } from 'lru-cache';
import type { CountRequest, PageRequest } from './protocol.js';
import type { Sql } from './sql.js';
import type { Statements } from './statements.js';
import { UncommonParts } from './uncommon-parts.js';

/**
 * More rows than these are not put in order, which would take a tenth of a second and more: the more there are, the sooner a page of
 * them is full on the way through a sorted index.
 */
const MOST_ORDERED = 20_000;
/**
 * Rows that are remembered as candidates, as many in their order, and as many of indexes, of all questions together. What a question itself
 * takes counts as well: those that one row answers would otherwise be remembered by the hundred thousand.
 */
const MOST_REMEMBERED = 700_000;
const ROW_BYTES = 4;
/** What it takes to remember an answer, beside its rows and the text of the question. */
const ANSWER_BYTES = 700;
/**
 * Rows of an index that are walked over in half of the time that it takes to put one row in order: that one is read from anywhere in the
 * table, these stand beside each other.
 */
const WALKED_FOR_ONE_ORDERED = 12;
/** How much further than to where the page should be full, were the candidates spread evenly. */
const AMPLE = 1.5;
/** Where it was not, how far the next time, of how far it was. */
const FURTHER = 4;
/** Of those that are put in order, how many of the first are remembered at least: that costs as much as one page of them. */
const LEAST_ORDERED = 1000;

/** Candidates in their order, from the first of them on. */
interface Order {
  readonly rows: Uint32Array;
  /** Rows of the index that they were met on; undefined: they were put in order. */
  readonly walked: number | undefined;
  /** There are no others. */
  readonly isWhole: boolean;
}

/** The first rows of an index, in its order. */
interface Walk {
  readonly rows: Uint32Array;
  readonly isWhole: boolean;
}

const NOTHING_KNOWN: Order = { rows: new Uint32Array(), walked: 0, isWhole: false };

/**
 * Pages of what no index has in its order, a search for instance. The sorted index is walked until the page is full, by the keys of its
 * rows alone; where that takes longer than to put in order whatever may be meant, this is done. Which rows may be meant, and as much of
 * their order as is known, are remembered for as long as nothing in the collection changes. Very many are not even looked up: every
 * row on the way is looked at.
 */
export class OrderedRows {
  readonly #orders = remembered<Order>(({ rows }) => rows.length);
  /** Whoever searches for something else goes the same way. */
  readonly #walks = remembered<Walk>(({ rows }) => rows.length);
  /** In the order of their keys. */
  readonly #candidates = remembered<Uint32Array | 'too-many'>((rows) =>
    rows === 'too-many' ? 0 : rows.length,
  );

  readonly #parts: UncommonParts;

  constructor(
    private readonly statements: Statements,
    private readonly mostOrdered = MOST_ORDERED,
    private readonly leastOrdered = LEAST_ORDERED,
  ) {
    this.#parts = new UncommonParts(statements);
  }

  /** @returns of `listSql`. */
  page(request: PageRequest): Uint8Array {
    const { walk, page } = request;
    const candidates = this.#candidatesOf(request);
    if (candidates === 'too-many') return this.statements.bytes(walk.text, walk.parameters);
    return this.statements.bytes(page, [`[${this.#pageOf(request, candidates).join()}]`]);
  }

  /** How many candidates there are. */
  count(request: CountRequest): number {
    const candidates = this.#candidatesOf(request);
    if (candidates !== 'too-many') return candidates.length;
    const { count } = request;
    return Number(this.statements.row(count.text, count.parameters)?.[0]);
  }

  #pageOf(request: PageRequest, candidates: Uint32Array): Uint32Array {
    const { offset, limit } = request;
    const question = asOfNow(request, request.candidates, request.ordered);
    let order = this.#orders.get(question) ?? NOTHING_KNOWN;
    const known = order;
    while (order.rows.length < offset + limit && !order.isWhole) {
      order = this.#walkedOn(request, candidates, order) ?? this.#inOrder(request, candidates);
    }
    if (order !== known) this.#orders.set(question, order);
    return order.rows.subarray(offset, offset + limit);
  }

  /** Walks on to where the page should be full; undefined where putting all candidates in order is less, or was. */
  #walkedOn(request: PageRequest, candidates: Uint32Array, { rows, walked }: Order): Order | undefined {
    if (walked === undefined) return undefined;
    if (candidates.length === 0) return { rows, walked, isWhole: true };
    const all = Number(this.statements.row(request.lastRow)?.[0]);
    const even = AMPLE * ((request.offset + request.limit) / candidates.length) * all;
    const most = candidates.length * WALKED_FOR_ONE_ORDERED;
    if (walked >= most || even > most) return undefined;
    const walk = this.#walk(request, Math.min(most, Math.ceil(Math.max(even, FURTHER * walked))));
    const isCandidate = membersOf(candidates);
    const found = walk.rows.subarray(walked).filter((row) => isCandidate(row));
    return {
      rows: joined(rows, found),
      walked: walk.rows.length,
      isWhole: walk.isWhole,
    };
  }

  /** As many of the first rows of the index, or more. */
  #walk(request: PageRequest, length: number): Walk {
    const { along } = request;
    const question = asOfNow(request, along);
    const known = this.#walks.get(question) ?? { rows: new Uint32Array(), isWhole: false };
    const { rows } = known;
    if (known.isWhole || rows.length >= length) return known;
    const more = this.#rows(along, length - rows.length, rows.length);
    const walk = {
      rows: joined(rows, more),
      isWhole: more.length < length - rows.length,
    };
    this.#walks.set(question, walk);
    return walk;
  }

  #inOrder({ ordered, offset, limit }: PageRequest, candidates: Uint32Array): Order {
    const most = Math.max(this.leastOrdered, 2 * (offset + limit));
    const parameters = [`[${candidates.join()}]`, ...ordered.parameters, most];
    const rows = this.statements.rows(`${ordered.text} LIMIT ?`, parameters).map(([row]) => Number(row));
    return { rows: Uint32Array.from(rows), walked: undefined, isWhole: rows.length < most };
  }

  #candidatesOf(request: PageRequest | CountRequest): Uint32Array | 'too-many' {
    const { candidates } = request;
    const question = asOfNow(request, candidates);
    const known = this.#candidates.get(question);
    if (known !== undefined) return known;
    const rows = this.#parts.rowsWith(request) ?? this.#rows(candidates, this.mostOrdered + 1);
    const found = rows.length > this.mostOrdered ? 'too-many' : rows.sort();
    this.#candidates.set(question, found);
    return found;
  }

  /** Some of these rows, in their order. As one text: a value for each would take longer than to find them. */
  #rows({ text, parameters }: Sql, limit: number, offset = 0): Uint32Array {
    const some = `SELECT group_concat(row) FROM (${text} LIMIT ? OFFSET ?)`;
    const [keys] = this.statements.row(some, [...parameters, limit, offset]) ?? [];
    return typeof keys === 'string' ? numbersIn(keys) : new Uint32Array();
  }
}

/** By question. */
const remembered = <Rows extends Order | Walk | Uint32Array | 'too-many'>(countOf: (rows: Rows) => number) =>
  new LRUCache<string, Rows>({
    maxSize: MOST_REMEMBERED,
    sizeCalculation: (rows, question) =>
      countOf(rows) + Math.ceil((ANSWER_BYTES + question.length) / ROW_BYTES),
  });

function joined(first: Uint32Array, second: Uint32Array): Uint32Array {
  const both = new Uint32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

const COMMA = 44;
const ZERO = 48;

/** Whole numbers with a comma between. Several times as fast as texts of their own that are read as numbers. */
function numbersIn(text: string): Uint32Array {
  const numbers: number[] = [];
  let number = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === COMMA) {
      numbers.push(number);
      number = 0;
    } else {
      number = number * 10 + code - ZERO;
    }
  }
  numbers.push(number);
  return Uint32Array.from(numbers);
}

/** @param rows from the least to the greatest. @returns which rows are among them. */
function membersOf(rows: Uint32Array): (row: number) => boolean {
  const last = rows.at(-1) ?? 0;
  const bits = new Uint8Array((last >>> 3) + 1);
  const byteOf = (row: number) => bits[row >>> 3] ?? 0;
  for (const row of rows) bits[row >>> 3] = byteOf(row) | (1 << (row & 7));
  return (row) => (byteOf(row) & (1 << (row & 7))) !== 0;
}

const asOfNow = ({ collection, changes }: PageRequest | CountRequest, ...question: readonly Sql[]): string =>
  JSON.stringify([collection, changes, question]);
