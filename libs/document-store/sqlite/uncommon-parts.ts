import type { CandidatesRequest, SearchedText } from './protocol.js';
import { quoted } from './search-sql.js';
import { trigramsOf } from './search-text.js';
import type { Statements } from './statements.js';

/** Rows that are looked at to know what is common. */
const SAMPLED = 200;
/** Rows of these that have what is common, at least. */
const COMMON = SAMPLED / 4;
/** Rows of these that have what is rare, at most. */
const RARE = SAMPLED / 50;
/** A sample holds until there are this many times as many rows, or as few. */
const GROWN = 2;
/** Rows that are read to see whether they have all of the text: reading more would take longer than what it spares. */
const MOST_READ = 1_000;
/** The same of those that have what is rare, which are a handful where it helps: a row takes as long as five hundred of a trigram. */
const MOST_READ_OF_RARE = 100;
/** What three rare trigrams leave is a handful of rows, which are read sooner than those of a fourth are gone through. */
const RARE_ASKED = 3;

interface Sample {
  readonly lastRow: number;
  /** By trigram, rows of the sample that have it. */
  readonly counts: ReadonlyMap<string, number>;
}

/**
 * Finds a text by those of its parts that few rows have. The trigram index goes through the rows of every trigram of a text at once: of an
 * e-mail address, through all rows there are, a dozen times, for the end that all addresses have. What the other parts find is then
 * read. Of a long text it is asked first for three trigrams that hardly any row has.
 */
export class UncommonParts {
  /** By collection. */
  readonly #samples = new Map<string, Sample>();

  constructor(private readonly statements: Statements) {}

  /** Keys of all rows that have the text; undefined where no text is meant, its parts are all common, none is, or too many rows have those that are not. */
  rowsWith(request: Omit<CandidatesRequest, 'changes'>): Uint32Array | undefined {
    const { searched } = request;
    if (searched === undefined) return undefined;
    const counts = this.#countsIn(request.collection, request.lastRow, searched);
    const countOf = (trigram: string) => counts.get(trigram) ?? 0;
    const trigrams = trigramsOf(searched.text);
    const isLong = trigrams.length > RARE_ASKED;
    const rare = isLong ? trigrams.filter((trigram) => countOf(trigram) <= RARE) : [];
    const uncommon = longestParts(searched.text, (trigram) => countOf(trigram) < COMMON);
    return (
      this.#rowsOf(spread(rare, RARE_ASKED), searched, MOST_READ_OF_RARE) ??
      this.#rowsOf(uncommon, searched, MOST_READ)
    );
  }

  /** Those that have the text, of the rows that have these parts of it; undefined where there are no parts, they are all of it, or more rows have them. */
  #rowsOf(
    parts: readonly string[],
    { text, looked }: SearchedText,
    mostRead: number,
  ): Uint32Array | undefined {
    if (parts.length === 0 || parts[0] === text) return undefined;
    const expression = parts.map(quoted).join(' AND ');
    const rows = this.statements.rows(looked.text, [...looked.parameters, expression, mostRead + 1]);
    if (rows.length > mostRead) return undefined;
    return Uint32Array.from(rows.filter(([, hasText]) => hasText === 1).map(([row]) => Number(row)));
  }

  #countsIn(collection: string, lastRowSql: string, searched: SearchedText): ReadonlyMap<string, number> {
    const lastRow = Number(this.statements.row(lastRowSql)?.[0] ?? 0);
    const known = this.#samples.get(collection);
    if (known !== undefined && lastRow < known.lastRow * GROWN && lastRow * GROWN > known.lastRow) {
      return known.counts;
    }
    const counts = this.#sampled(searched, lastRow);
    this.#samples.set(collection, { lastRow, counts });
    return counts;
  }

  #sampled({ textsFrom }: SearchedText, lastRow: number): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (let nth = 0; nth < SAMPLED; nth += 1) {
      const values = this.statements.row(textsFrom, [Math.floor((nth / SAMPLED) * lastRow)]) ?? [];
      const trigrams = values.flatMap((value) => trigramsOf(String(value ?? '')));
      for (const trigram of new Set(trigrams)) counts.set(trigram, (counts.get(trigram) ?? 0) + 1);
    }
    return counts;
  }
}

/** So many of these, evenly spread from the first to the last: neighbours say much the same. */
function spread(all: readonly string[], many: number): readonly string[] {
  if (all.length <= many) return all;
  const step = (all.length - 1) / (many - 1);
  return Array.from({ length: many }, (_, nth) => all[Math.round(nth * step)] ?? '');
}

/** The longest parts of a text whose trigrams are all such. */
function longestParts(text: string, isSuch: (trigram: string) => boolean): readonly string[] {
  const parts: string[] = [];
  let part = '';
  for (const trigram of trigramsOf(text)) {
    if (isSuch(trigram)) {
      part = part === '' ? trigram : part + (Array.from(trigram).at(-1) ?? '');
    } else {
      if (part !== '') parts.push(part);
      part = '';
    }
  }
  return part === '' ? parts : [...parts, part];
}
