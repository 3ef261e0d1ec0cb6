import { DocumentStoreUnavailableError } from '@reeve/document-store';
import type { Answers, Request, RequestOf, WorkerSettings } from './protocol.js';
import { failureToOpen, failureToRun, toError } from './sqlite-failure.js';
import { openForReading } from './store-file.js';
import type { StoreFile } from './store-file.js';
import { startStoreWorker, StoreThread } from './store-thread.js';

/** An open file, seen from the calling thread: requests to the store's own thread, and reads that need none. */
export class StoreConnection {
  #closing: Promise<void> | undefined;

  private constructor(
    private readonly thread: StoreThread,
    private readonly file: StoreFile,
  ) {}

  static async open(settings: WorkerSettings): Promise<StoreConnection> {
    const thread = await StoreThread.start(startStoreWorker(settings));
    try {
      return new StoreConnection(thread, openForReading(settings.path));
    } catch (error) {
      await thread.close();
      throw toError(failureToOpen(settings.path, error));
    }
  }

  /** @throws DocumentStoreUnavailableError when the store is closed, or for now cannot do it. */
  request<Kind extends Request['kind']>(request: RequestOf<Kind>): Promise<Answers[Kind]> {
    this.checkOpen();
    return this.thread.request(request);
  }

  /**
   * The one text that the statement finds for a key. Blocks the calling thread for some microseconds.
   *
   * @throws DocumentStoreUnavailableError as `request` does.
   */
  readNow(text: string, key: string): string | undefined {
    this.checkOpen();
    try {
      return this.file.statements.row(text, [key])?.[0] as string | undefined;
    } catch (error) {
      throw toError(failureToRun(error));
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.thread.close().finally(() => this.file.database.close());
    return this.#closing;
  }

  /** @throws DocumentStoreUnavailableError when the store is closed. */
  checkOpen(): void {
    if (this.#closing !== undefined) throw new DocumentStoreUnavailableError('The document store is closed');
  }
}
