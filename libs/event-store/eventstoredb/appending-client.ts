import type { StoreClient } from './store-client.js';

/**
 * The one client of this process that appends. The client keeps what is pending in one account for the whole process: when a
 * batch call of any client fails, the appends of all are rejected, and an answer to one of them then ends the process. So
 * there is one, and it is gone with all its calls before there is another.
 */
export class AppendingClient {
  readonly #open: () => StoreClient;
  #current: Promise<StoreClient>;
  #answeredAt = 0;

  constructor(open: () => StoreClient) {
    this.#open = open;
    this.#current = Promise.resolve(open());
  }

  get current(): Promise<StoreClient> {
    return this.#current;
  }

  /** When the server last answered an append: {@link performance.now}. */
  get answeredAt(): number {
    return this.#answeredAt;
  }

  /** Takes note that the server has answered an append. */
  answered(): void {
    this.#answeredAt = performance.now();
  }

  /** Connects anew: whatever was under way is answered with an error. Nothing is done for a client that is gone already. */
  async replace(client: StoreClient): Promise<void> {
    const current = this.#current;
    if ((await current) !== client || current !== this.#current) return;
    this.#current = client.close().then(this.#open);
  }

  async close(): Promise<void> {
    await (await this.#current).close();
  }
}
