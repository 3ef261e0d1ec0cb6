import { setTimeout as delay } from 'node:timers/promises';
import { DocumentStoreRefusedError, DocumentStoreUnavailableError } from '@reeve/document-store';
import mongoose from 'mongoose';
import type { ConnectOptions, Model, mongo, Schema } from 'mongoose';
import { checkUrl } from './connection-url.js';
import { toStoreError } from './mongo-failure.js';

/** Milliseconds to wait for a server that may be written to. */
const SELECTION_MS = 2_000;
/** Milliseconds to wait for one answer. */
export const ANSWER_MS = 5_000;
/** Milliseconds between attempts to come to a first contact. */
const RETRY_MS = 250;
/** The same while the server refuses the credentials, which it may count and log. */
const RETRY_REFUSED_MS = 5_000;

const OPTIONS: ConnectOptions = {
  appName: 'reeve',
  autoCreate: false,
  autoIndex: false,
  // Mongoose's own, which would wait longer than the driver does.
  bufferCommands: false,
  connectTimeoutMS: SELECTION_MS,
  serverSelectionTimeoutMS: SELECTION_MS,
  socketTimeoutMS: ANSWER_MS,
  waitQueueTimeoutMS: ANSWER_MS,
  heartbeatFrequencyMS: 2_000,
  // Whoever wrote reads what was written, and what was acknowledged outlives the loss of a server.
  readPreference: 'primary',
  writeConcern: { w: 'majority', journal: true, wtimeoutMS: ANSWER_MS },
};

/**
 * A connection that does not need the server to be there, now or later: it tries until there is a first contact, and from
 * then on the driver connects again whenever it has to.
 */
export class MongoConnection {
  readonly #connection = mongoose.createConnection();
  readonly #closed = new AbortController();
  /** Operations under way. Their promises would keep what they come to. */
  #running = 0;
  #onIdle: (() => void) | undefined;
  readonly #connecting: Promise<void>;
  #attempt: Promise<unknown> | undefined;
  #contact: Contact | undefined;
  #contacts = 0;
  #closing: Promise<void> | undefined;

  /**
   * @param prepare run at each contact, the first and those after the server was away, for it may have come back as another
   *   one. Operations wait for it. What it leaves running in the background ends with the signal.
   * @throws DocumentStoreRefusedError for a URL that is none, or names no database.
   */
  constructor(
    url: string,
    private readonly prepare: (signal: AbortSignal) => Promise<void>,
  ) {
    checkUrl(url);
    this.#connection.on('connected', () => (this.#contact = this.#begin()));
    this.#connection.on('disconnected', () => this.#lose());
    this.#connection.once('connected', () => {
      const client = this.#connection.getClient();
      client.on('connectionReady', () => this.#contacts++);
      client.on('connectionClosed', ({ reason }) => {
        if (reason === 'error') this.#lose();
      });
    });
    this.#connecting = this.#connect(url);
  }

  /**
   * How many connections there were since the first contact. A server that is killed and back within a heartbeat is noticed by
   * them alone: what is asked over a new one may be asked of another server.
   */
  get contacts(): number {
    return this.#contacts;
  }

  collection<T extends mongo.BSON.Document>(name: string): mongo.Collection<T> {
    return this.#connection.collection<T>(name);
  }

  model<T>(collection: string, schema: Schema<T>): Model<T> {
    return this.#connection.model<T>(collection, schema, collection);
  }

  /**
   * Runs an operation when the store is prepared for it.
   *
   * @throws DocumentStoreRefusedError when the server refuses the credentials.
   * @throws DocumentStoreUnavailableError when it cannot be done for now, or the connection is closed.
   */
  async run<T>(operation: () => Promise<T>): Promise<T> {
    this.checkOpen();
    this.#running += 1;
    try {
      await this.#ready();
      return await operation();
    } catch (error) {
      throw toStoreError(error);
    } finally {
      this.#running -= 1;
      if (this.#running === 0) this.#onIdle?.();
    }
  }

  /** @throws DocumentStoreUnavailableError when it is closed. */
  checkOpen(): void {
    if (this.#closing !== undefined) throw new DocumentStoreUnavailableError('The document store is closed');
  }

  /** Finishes what runs, then closes. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #connect(url: string): Promise<void> {
    while (!this.#closed.signal.aborted) {
      let pause = RETRY_MS;
      try {
        this.#attempt = this.#connection.openUri(url, OPTIONS);
        await this.#attempt;
        return;
      } catch (error) {
        if (toStoreError(error) instanceof DocumentStoreRefusedError) pause = RETRY_REFUSED_MS;
      }
      await delay(pause, undefined, { signal: this.#closed.signal }).catch(() => undefined);
    }
  }

  /** Waits for the attempt that runs, or fails as the last one did. */
  async #ready(): Promise<void> {
    await this.#attempt;
    if (this.#contact === undefined || this.#contact.state === 'failed') this.#contact = this.#begin();
    if (this.#contact.state === 'prepared') return;
    const late = new AbortController();
    try {
      await Promise.race([
        this.#contact.prepared,
        delay(ANSWER_MS, undefined, { signal: late.signal }).then(() => {
          throw new DocumentStoreUnavailableError(
            'MongoDB’s documents are being brought into their new form',
          );
        }),
      ]);
    } finally {
      late.abort();
    }
  }

  /**
   * What answers next may be another server: before that it is prepared. One that is killed and back within a heartbeat was never
   * away, as the driver has it; only its connections were.
   */
  #lose(): void {
    if (this.#contact?.state !== 'prepared') return;
    this.#contact.end();
    this.#contact = undefined;
  }

  #begin(): Contact {
    this.#contact?.end();
    const ending = new AbortController();
    const signal = AbortSignal.any([ending.signal, this.#closed.signal]);
    const contact: Contact = {
      prepared: this.prepare(signal),
      state: 'preparing',
      end: () => ending.abort(),
    };
    contact.prepared.then(
      () => (contact.state = 'prepared'),
      () => (contact.state = 'failed'),
    );
    return contact;
  }

  async #close(): Promise<void> {
    if (this.#running > 0) await new Promise<void>((resolve) => (this.#onIdle = resolve));
    this.#closed.abort();
    await this.#connecting;
    await this.#connection.destroy();
  }
}

/** The time from one `connected` to the next. */
interface Contact {
  readonly prepared: Promise<void>;
  state: 'preparing' | 'prepared' | 'failed';
  end(): void;
}
