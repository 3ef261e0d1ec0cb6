import type { StoreClient } from './store-client.js';

/** One client at a time: when it no longer serves, it is gone with all its calls before there is another. */
export class Connection {
  readonly #open: () => StoreClient;
  #current: Promise<StoreClient>;

  constructor(open: () => StoreClient) {
    this.#open = open;
    this.#current = Promise.resolve(open());
  }

  get current(): Promise<StoreClient> {
    return this.#current;
  }

  /** Connects anew; whatever was under way ends with an error. Nothing is done for a client that has been replaced already. */
  async replace(client: StoreClient): Promise<void> {
    const current = this.#current;
    if ((await current) !== client || current !== this.#current) return;
    this.#current = client.close().then(this.#open);
  }

  async close(): Promise<void> {
    await (await this.#current).close();
  }
}
