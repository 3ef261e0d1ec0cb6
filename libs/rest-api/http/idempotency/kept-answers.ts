import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { errors } from '@reeve/contracts';
import type { CallContext, JsonObject } from '@reeve/contracts';
import type { Collection, CollectionDefinition, DocumentStore } from '@reeve/document-store';
import { DOCUMENT_STORE, SEALING } from '@reeve/platform';
import type { Sealing } from '@reeve/sealing';

/** Answers to requests with an `Idempotency-Key`, by command id. Part of what the app opens the document store with. */
export const KEPT_ANSWERS: CollectionDefinition = {
  name: 'gateway_idempotency',
  fields: { expires_at: 'number' },
  indexes: [['expires_at']],
};

/** An answer as it was sent. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface AnswerRecord extends JsonObject {
  readonly hash: string;
  /** A {@link KeptAnswer}: sealed, because bodies and cookies may carry tokens. */
  readonly answer: string;
  /** Epoch milliseconds. */
  readonly expires_at: number;
}

const KEPT_MS = 24 * 3_600_000;
const CLEAN_UP_EVERY_MS = 600_000;
const CLEAN_UP_BATCH = 1000;
const PURPOSE = 'gateway.idempotency';

/**
 * Remembers for 24 hours how requests with an `Idempotency-Key` were answered. Only a help: services recognise a repeated
 * command by themselves, so a store that is away fails no request.
 */
@Injectable()
export class KeptAnswers implements OnModuleInit, OnApplicationShutdown {
  private readonly log = new Logger('Idempotency');
  private readonly records: Collection<AnswerRecord>;
  private cleaning: NodeJS.Timeout | undefined;

  constructor(
    @Inject(DOCUMENT_STORE) private readonly store: DocumentStore,
    @Inject(SEALING) private readonly sealing: Sealing,
  ) {
    this.records = store.collection(KEPT_ANSWERS);
  }

  onModuleInit(): void {
    this.cleaning = setInterval(() => void this.cleanUp(), CLEAN_UP_EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.cleaning);
  }

  /** @throws ReeveError `IDEMPOTENCY-KEY-REUSED` 422 when the key was used with another request. */
  async find({ commandId, commandHash, requestId }: CallContext): Promise<KeptAnswer | undefined> {
    const record = await this.read(commandId, requestId);
    if (record === undefined) return undefined;
    if (record.hash !== commandHash) throw errors.idempotencyKeyReused();
    return record.answer;
  }

  /** Durable when it resolves, unless the store is away. */
  async keep({ commandId, commandHash, requestId }: CallContext, answer: KeptAnswer): Promise<void> {
    try {
      const document: AnswerRecord = {
        hash: commandHash ?? '',
        answer: await this.sealing.seal('idempotency', PURPOSE, JSON.stringify(answer)),
        expires_at: Date.now() + KEPT_MS,
      };
      await this.store.write([{ kind: 'insert', collection: KEPT_ANSWERS.name, id: commandId, document }]);
    } catch (error) {
      this.log.warn({ err: error, requestId }, 'An answer could not be kept for its Idempotency-Key');
    }
  }

  /** Removes what has expired. */
  async cleanUp(): Promise<void> {
    try {
      const expired = { expires_at: { lte: Date.now() } };
      while ((await this.store.removeWhere(KEPT_ANSWERS, expired, CLEAN_UP_BATCH)) === CLEAN_UP_BATCH);
    } catch (error) {
      this.log.warn({ err: error }, 'Expired answers could not be removed');
    }
  }

  private async read(
    commandId: string,
    requestId: string,
  ): Promise<{ hash: string; answer: KeptAnswer } | undefined> {
    try {
      const record = await this.records.get(commandId);
      if (record === undefined) return undefined;
      if (record.expires_at <= Date.now()) {
        await this.store.write([{ kind: 'remove', collection: KEPT_ANSWERS.name, id: commandId }]);
        return undefined;
      }
      const opened = await this.sealing.unseal(PURPOSE, record.answer);
      if (opened === undefined) return undefined;
      return { hash: record.hash, answer: JSON.parse(opened) as KeptAnswer };
    } catch (error) {
      this.log.warn({ err: error, requestId }, 'The answer kept for an Idempotency-Key could not be read');
      return undefined;
    }
  }
}
