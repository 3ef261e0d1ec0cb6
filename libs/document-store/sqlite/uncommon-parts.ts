import type { CandidatesRequest, SearchedText } from './protocol.js';
import { quoted } from './search-sql.js';
import { trigramsOf } from './search-text.js';
import type { Statements } from './statements.js';

/** Rows that are looked at to know what is common. */
const SAMPLED = 200;
/** Rows of these that have what is common, at least. */
const COMMON = SAMPLED / 4;
/** A sample holds until there are this many times as many rows, or as few. */
const GROWN = 2;
/** Rows that are read to see whether they have all of the text: reading more would take longer than what it spares. */
const MOST_READ = 1_000;

interface Sample {
  readonly lastRow: number;
  readonly common: ReadonlySet<string>;
}

/**
 * Finds a text by those of its parts that few rows have. The trigram index goes through the rows of every trigram of a text at once: of an
 * e-mail address, through all rows there are, a dozen times, for the end that all addresses have. What the other parts find is then
 * read.
 */
export class UncommonParts {
  /** By collection. */
  readonly #samples = new Map<string, Sample>();

  constructor(private readonly statements: Statements) {}

  /** Keys of all rows that have the text; undefined where no text is meant, its parts are all common, none is, or too many rows have those that are not. */
  rowsWith(request: Omit<CandidatesRequest, 'changes'>): Uint32Array | undefined {
    const { searched, candidates } = request;
    if (searched === undefined) return undefined;
    const { text, texts } = searched;
    const parts = uncommonParts(text, this.#commonIn(request.collection, request.lastRow, searched));
    if (parts.length === 0 || parts[0] === text) return undefined;
    const query = parts.map(quoted).join(' AND ');
    const found = this.statements.rows(`${candidates.text} LIMIT ?`, [query, MOST_READ + 1]);
    if (found.length > MOST_READ) return undefined;
    const hasAll = (row: number) =>
      this.statements.row(texts, [row])?.some((value) => typeof value === 'string' && value.includes(text)) ??
      false;
    return Uint32Array.from(found.map(([row]) => Number(row)).filter(hasAll));
  }

  #commonIn(collection: string, lastRowSql: string, searched: SearchedText): ReadonlySet<string> {
    const lastRow = Number(this.statements.row(lastRowSql)?.[0] ?? 0);
    const known = this.#samples.get(collection);
    if (known !== undefined && lastRow < known.lastRow * GROWN && lastRow * GROWN > known.lastRow) {
      return known.common;
    }
    const common = this.#sampled(searched, lastRow);
    this.#samples.set(collection, { lastRow, common });
    return common;
  }

  #sampled({ textsFrom }: SearchedText, lastRow: number): ReadonlySet<string> {
    const counts = new Map<string, number>();
    for (let nth = 0; nth < SAMPLED; nth += 1) {
      const values = this.statements.row(textsFrom, [Math.floor((nth / SAMPLED) * lastRow)]) ?? [];
      const trigrams = values.flatMap((value) => trigramsOf(String(value ?? '')));
      for (const trigram of new Set(trigrams)) counts.set(trigram, (counts.get(trigram) ?? 0) + 1);
    }
    return new Set([...counts].filter(([, count]) => count >= COMMON).map(([trigram]) => trigram));
  }
}

/** The longest parts of a text that have no common trigram. */
function uncommonParts(text: string, common: ReadonlySet<string>): readonly string[] {
  const parts: string[] = [];
  let part = '';
  for (const trigram of trigramsOf(text)) {
    if (common.has(trigram)) {
      if (part !== '') parts.push(part);
      part = '';
    } else {
      part = part === '' ? trigram : part + (Array.from(trigram).at(-1) ?? '');
    }
  }
  return part === '' ? parts : [...parts, part];
}
