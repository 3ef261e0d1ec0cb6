import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { JsonObject } from '@reeve/contracts';
import type { Collection, CollectionDefinition, DocumentStore } from '@reeve/document-store';
import { DOCUMENT_STORE } from '@reeve/platform';
import { boundedCache } from '../auth/index.js';

/** Who has signed in from where, as keyed fingerprints. Part of what the app opens the document store with. */
export const KNOWN_ADDRESSES: CollectionDefinition = {
  name: 'gateway_known_addresses',
  fields: { expires_at: 'number' },
  indexes: [['expires_at']],
};

interface KnownAddress extends JsonObject {
  /** Epoch milliseconds. */
  readonly expires_at: number;
}

const DAY_MS = 86_400_000;
const KNOWN_MS = 30 * DAY_MS;
const CLEAN_UP_EVERY_MS = 3_600_000;
const CLEAN_UP_BATCH = 1000;
const MAX_REMEMBERED = 10_000;

/**
 * Remembers for 30 days from which addresses somebody has signed in. Only a help: while the store is away, everybody comes
 * from an address that is not known.
 */
@Injectable()
export class KnownAddresses implements OnModuleInit, OnApplicationShutdown {
  private readonly log = new Logger('KnownAddresses');
  private readonly records: Collection<KnownAddress>;
  /** What was written within a day need not be written again. */
  private readonly written = boundedCache<true>(MAX_REMEMBERED, DAY_MS);
  private cleaning: NodeJS.Timeout | undefined;

  constructor(@Inject(DOCUMENT_STORE) private readonly store: DocumentStore) {
    this.records = store.collection(KNOWN_ADDRESSES);
  }

  onModuleInit(): void {
    this.cleaning = setInterval(() => void this.cleanUp(), CLEAN_UP_EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.cleaning);
  }

  /** @param key fingerprint of an e-mail together with an address. */
  async isKnown(key: string): Promise<boolean> {
    try {
      const record = await this.records.get(key);
      return record !== undefined && record.expires_at > Date.now();
    } catch (error) {
      this.log.warn({ err: error }, 'Whether an address is known could not be read');
      return false;
    }
  }

  /** Somebody has proven a password from there. */
  async remember(key: string): Promise<void> {
    if (this.written.has(key)) return;
    this.written.set(key, true);
    try {
      const document: KnownAddress = { expires_at: Date.now() + KNOWN_MS };
      await this.store.write([{ kind: 'put', collection: KNOWN_ADDRESSES.name, id: key, document }]);
    } catch (error) {
      this.written.delete(key);
      this.log.warn({ err: error }, 'A known address could not be written');
    }
  }

  /** Removes what has expired. */
  async cleanUp(): Promise<void> {
    try {
      const expired = { expires_at: { lte: Date.now() } };
      while ((await this.store.removeWhere(KNOWN_ADDRESSES, expired, CLEAN_UP_BATCH)) === CLEAN_UP_BATCH);
    } catch (error) {
      this.log.warn({ err: error }, 'Expired addresses could not be removed');
    }
  }
}
