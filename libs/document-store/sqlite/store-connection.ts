import { DocumentStoreUnavailableError } from '@reeve/document-store';
import { ChangeCounts } from './change-counts.js';
import type { Answers, Request, RequestOf, SearchRequest, WorkerSettings } from './protocol.js';
import type { Sql, SqlValue } from './sql.js';
import { failureToOpen, failureToRun, toError } from './sqlite-failure.js';
import type { Statements } from './statements.js';
import { openForReading } from './store-file.js';
import type { StoreFile } from './store-file.js';
import { startWorker, StoreThread } from './store-thread.js';

/** An open file, seen from the calling thread: requests to the store's own threads, and reads that need none. */
export class StoreConnection {
  readonly #changes = new ChangeCounts();
  #searching: Promise<StoreThread> | undefined;
  #closing: Promise<void> | undefined;

  private constructor(
    private readonly settings: WorkerSettings,
    private readonly thread: StoreThread,
    private readonly file: StoreFile,
  ) {}

  static async open(settings: WorkerSettings): Promise<StoreConnection> {
    const thread = await StoreThread.start(startWorker('store-worker', settings));
    try {
      return new StoreConnection(settings, thread, openForReading(settings.path));
    } catch (error) {
      await thread.close();
      throw toError(failureToOpen(settings.path, error));
    }
  }

  /** @throws DocumentStoreUnavailableError when the store is closed, or for now cannot do it. */
  request<Kind extends Request['kind']>(request: RequestOf<Kind>): Promise<Answers[Kind]> {
    this.checkOpen();
    return this.#changes.around(request, () => this.thread.request<Kind>(request));
  }

  /** The same for what may take long, in a thread that is started when it is first needed. */
  async search<Kind extends SearchRequest['kind']>(request: RequestOf<Kind>): Promise<Answers[Kind]> {
    this.checkOpen();
    const thread = await this.#searchThread();
    return await thread.request<Kind>(request);
  }

  /** Is another number once, and for as long as, rows of the collection may be others than before. */
  changesOf(collection: string): number {
    return this.#changes.of(collection);
  }

  /**
   * The one text that the statement finds for a key. Blocks the calling thread for some microseconds.
   *
   * @throws DocumentStoreUnavailableError as `request` does.
   */
  readTextNow(text: string, key: string): string | undefined {
    return this.#now((statements) => statements.row(text, [key])?.[0] as string | undefined);
  }

  /** The same for all rows of a statement, which are few. */
  readNow({ text, parameters }: Sql): readonly (readonly SqlValue[])[] {
    return this.#now((statements) => statements.rows(text, parameters));
  }

  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  /** @throws DocumentStoreUnavailableError when the store is closed. */
  checkOpen(): void {
    if (this.#closing !== undefined) throw new DocumentStoreUnavailableError('The document store is closed');
  }

  #now<Result>(read: (statements: Statements) => Result): Result {
    this.checkOpen();
    try {
      return read(this.file.statements);
    } catch (error) {
      throw toError(failureToRun(error));
    }
  }

  async #searchThread(): Promise<StoreThread> {
    const starting = this.#searching ?? StoreThread.start(startWorker('search-worker', this.settings));
    this.#searching = starting;
    try {
      return await starting;
    } catch (error) {
      // The next one who searches tries again.
      if (this.#searching === starting) this.#searching = undefined;
      throw error;
    }
  }

  /** The thread that writes is the last to have the file, so that it can leave everything in it. */
  async #closeAll(): Promise<void> {
    try {
      const searching = await this.#searching?.catch(() => undefined);
      await searching?.close();
    } finally {
      await this.thread.close().finally(() => this.file.database.close());
    }
  }
}
