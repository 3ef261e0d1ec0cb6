import { findInOrder } from '@reeve/document-store';
import type { Collection, CollectionDefinition, Document, DocumentStore } from '@reeve/document-store';
import { projectionKey } from './projection.js';
import type { Projection } from './projection.js';

/** A document that says by which event it last changed. Its collection has `changed` as a field, and an index of it. */
export interface ChangingDocument extends Document {
  /** Of the event, in the log. */
  readonly changed: string;
}

/** Hears what comes to be kept, in no particular order, so that what is derived of it can follow. */
export interface KeptDocumentsListener<D extends ChangingDocument> {
  changed(id: string, document: D): void;
  /** Nothing is kept any more. */
  forgotten(): void;
}

/**
 * Keeps the documents of one of a projection's collections in memory: a question about them reads what has changed since the last one,
 * which usually is nothing. A store may show the documents of one write one after the other, a later change before an
 * earlier one: so everything is known only up to the checkpoint, which is written after them.
 */
export class KeptDocuments<D extends ChangingDocument> {
  readonly #collection: Collection<D>;
  readonly #key: string;
  readonly #byId = new Map<string, D>();
  #checkpoint = '';
  #contact: number | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(
    private readonly documentStore: DocumentStore,
    definition: CollectionDefinition,
    projection: Pick<Projection, 'name' | 'version'>,
    private readonly listener?: KeptDocumentsListener<D>,
  ) {
    this.#collection = documentStore.collection<D>(definition);
    this.#key = projectionKey(projection);
  }

  /** What is kept, by id. Never to be awaited between {@link follow} and its use. */
  get all(): ReadonlyMap<string, D> {
    return this.#byId;
  }

  /**
   * Resolves when everything is kept that the documents show. Who asks while they are being read waits, with all others who do, for the
   * next time: what is read by then may be from before they asked.
   *
   * @throws DocumentStoreUnavailableError
   */
  async follow(): Promise<void> {
    this.#next ??= this.#readNext();
    await this.#next;
  }

  #readNext(): Promise<void> {
    const reading = this.#last.then(() => {
      this.#next = undefined;
      return this.#read();
    });
    // Where it fails, it has failed for those who wait for it alone.
    this.#last = reading.catch(() => undefined);
    return reading;
  }

  async #read(): Promise<void> {
    for (;;) {
      this.#forgetLostStore();
      const checkpoint = (await this.documentStore.checkpoint(this.#key)) ?? '';
      // Begun anew: the documents come back one by one.
      if (checkpoint < this.#checkpoint) this.#forget();
      const changed =
        checkpoint === this.#checkpoint
          ? []
          : await findInOrder(this.#collection, 'changed', { gt: this.#checkpoint });
      // Lost meanwhile: what was read may be of two stores.
      if (this.#contact !== this.documentStore.contact) continue;
      for (const { id, document } of changed) this.#apply(id, document);
      this.#checkpoint = checkpoint;
      return;
    }
  }

  /** A store that was away may have come back as it was once: what is known may never have been there. */
  #forgetLostStore(): void {
    const { contact } = this.documentStore;
    if (this.#contact !== contact) this.#forget();
    this.#contact = contact;
  }

  #forget(): void {
    this.#byId.clear();
    this.#checkpoint = '';
    this.listener?.forgotten();
  }

  /** It may have been shown, and read, before its checkpoint was. */
  #apply(id: string, document: D): void {
    if (document.changed <= (this.#byId.get(id)?.changed ?? '')) return;
    this.#byId.set(id, document);
    this.listener?.changed(id, document);
  }
}
