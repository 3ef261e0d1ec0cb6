type Rows<Row> = ReadonlyMap<string, Row>;

interface Question<Row> {
  readonly ids: Set<string>;
  readonly rows: Promise<Rows<Row>>;
}

/** Ids of one question: more would be an answer that others wait for too long. */
const MOST_IDS = 500;

/**
 * Reads by id, one question at a time: what is asked for while a question is under way goes together into the next one, each
 * id once. Nobody shares a question that was sent before they asked, so a read shows whatever was written before it.
 */
export class SharedReads<Row> {
  #waiting: Question<Row> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /** @param ask reads rows by their ids; those that are not there are left out. */
  constructor(private readonly ask: (ids: readonly string[]) => Promise<Rows<Row>>) {}

  /** @throws what `ask` throws. */
  async read(id: string): Promise<Row | undefined> {
    const question =
      this.#waiting === undefined || this.#waiting.ids.size === MOST_IDS ? this.#queue() : this.#waiting;
    question.ids.add(id);
    return (await question.rows).get(id);
  }

  #queue(): Question<Row> {
    const ids = new Set<string>();
    const rows = this.#last.then(() => {
      if (this.#waiting === question) this.#waiting = undefined;
      return this.ask([...ids]);
    });
    const question: Question<Row> = { ids, rows };
    this.#waiting = question;
    // A question that fails has failed for those who asked it alone.
    this.#last = rows.catch(() => undefined);
    return question;
  }
}
