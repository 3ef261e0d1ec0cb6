import { PAYMENTS } from '@reeve/billing/projections';
import type { PaymentDocument } from '@reeve/billing/projections';
import type { EventMetadata, SubscriptionPaymentDue } from '@reeve/contracts';
import type { Collection, DocumentStore, StoredDocument } from '@reeve/document-store';
import { systemCall } from '@reeve/event-sourcing';
import type { EventStore, Position, RecordedEvent } from '@reeve/event-store';
import { v5 } from 'uuid';
import type { PaymentProvider } from './payment-provider.js';
import type { SubscriptionCommands } from './subscription-commands.js';

const PAYMENT_DUE: SubscriptionPaymentDue['type'] = 'billing.subscription.payment-due.v1';
/** Under which the document store keeps how far the log was read. */
const CHECKPOINT = 'billing-payments';
/** Namespace of the answers' command ids: one for each payment and answer. */
const ANSWERS = '1f1c52de-6a0e-4b51-8a53-6f0c6f9be0d4';
/** Read together, and asked for together. */
const AT_ONCE = 100;
const ANSWER_MS = 10_000;
/** What was not answered is asked for again after a minute, what has failed after an hour: it may have been paid by then. */
const UNANSWERED_PAUSE_MS = 60_000;
const FAILED_PAUSE_MS = 3_600_000;

export interface PaymentParts {
  readonly eventStore: EventStore;
  readonly documentStore: DocumentStore;
  readonly subscriptionCommands: Pick<SubscriptionCommands, 'answerPayment'>;
  readonly provider: PaymentProvider;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly onFailure: (error: unknown) => void;
  /** How long an answer is waited for, in milliseconds. */
  readonly answerMs?: number;
}

/**
 * Hands what is due to the payment provider, and takes its answer into the subscription: what has failed makes it past due, and what
 * is paid then makes it active again. What is open stands in documents, written with the checkpoint up to which the log was read, so
 * that whichever process goes on begins where the last one ended. Two at once ask twice, under one idempotency key. Where the
 * documents are lost all of it is asked for again, and answered as before.
 */
export class Payments {
  private readonly open: Collection<PaymentDocument>;

  constructor(private readonly parts: PaymentParts) {
    this.open = parts.documentStore.collection<PaymentDocument>(PAYMENTS);
  }

  /**
   * One pass: over what the log has more, then over what is to be asked for. One that is not answered is told of, and does not keep
   * the others.
   *
   * @param mayGoOn asked before each part of it: false ends it there.
   * @returns how many were asked for.
   * @throws DocumentStoreUnavailableError; CheckpointMovedError when another process has come first; what the log throws.
   */
  async run(mayGoOn: () => boolean = () => true): Promise<number> {
    const { provider, now } = this.parts;
    const { chargesSince } = provider;
    if (chargesSince === null) return 0;
    while (mayGoOn() && (await this.readOn(chargesSince)));
    const until = now();
    for (let count = 0; ;) {
      if (!mayGoOn()) return count;
      const asked = await this.open.find({
        where: { askAt: { lte: until } },
        sort: [{ field: 'askAt', direction: 'asc' }],
        limit: AT_ONCE,
      });
      // Each is answered, forgotten, or put off: none is found again.
      await Promise.all(asked.map((each) => this.ask(each)));
      count += asked.length;
      if (asked.length < AT_ONCE) return count;
    }
  }

  /** @returns whether there may be more. */
  private async readOn(chargesSince: string): Promise<boolean> {
    const { eventStore, documentStore, now } = this.parts;
    const stored = (await documentStore.checkpoint(CHECKPOINT)) as Position | undefined;
    const head = await eventStore.head();
    if (head === undefined || head === stored) return false;
    const found: RecordedEvent[] = [];
    const filter = { typePrefixes: [PAYMENT_DUE] };
    for await (const event of eventStore.readAll({
      filter,
      limit: AT_ONCE,
      ...(stored && { after: stored }),
    })) {
      found.push(event);
    }
    const last = found.at(-1);
    const isFull = found.length === AT_ONCE;
    const position = last !== undefined && (isFull || last.position > head) ? last.position : head;
    await documentStore.write(
      found
        .filter((event) => (event.metadata as unknown as EventMetadata).occurredAt >= chargesSince)
        .map((event) => {
          const { paymentId, userId, subscriptionId, amount, period } =
            event.data as SubscriptionPaymentDue['data'];
          const document = { userId, subscriptionId, amount, period, askAt: now(), isAnswered: false };
          return { kind: 'put', collection: PAYMENTS.name, id: paymentId, document } as const;
        }),
      { projection: CHECKPOINT, position, after: stored ?? null },
    );
    return isFull;
  }

  private async ask({ id: paymentId, document }: StoredDocument<PaymentDocument>): Promise<void> {
    const { provider, now, onFailure, answerMs = ANSWER_MS } = this.parts;
    const { userId, subscriptionId, amount, period, isAnswered } = document;
    // Its subscription has expired by then, and another payment belongs to the next one.
    if (isAnswered && Date.parse(period.end) <= now()) {
      await this.forget(paymentId);
      return;
    }
    try {
      const payment = { paymentId, userId, subscriptionId, amount, period };
      const answer = await provider.charge(payment, AbortSignal.timeout(answerMs));
      if (answer === 'failed') {
        await this.tell('fail-payment', userId, paymentId);
        await this.putOff(paymentId, { ...document, isAnswered: true }, FAILED_PAUSE_MS);
      } else {
        if (answer === 'paid') await this.tell('activate', userId, paymentId);
        await this.forget(paymentId);
      }
    } catch (error) {
      onFailure(error);
      await this.putOff(paymentId, document, UNANSWERED_PAUSE_MS);
    }
  }

  private async tell(kind: 'activate' | 'fail-payment', userId: string, paymentId: string): Promise<void> {
    const commandId = v5(`${paymentId} ${kind}`, ANSWERS);
    const answer = { kind, userId, paymentId };
    await this.parts.subscriptionCommands.answerPayment(answer, systemCall(commandId, commandId));
  }

  private async putOff(id: string, document: PaymentDocument, pauseMs: number): Promise<void> {
    const { documentStore, now } = this.parts;
    const later = { ...document, askAt: now() + pauseMs };
    await documentStore.write([{ kind: 'put', collection: PAYMENTS.name, id, document: later }]);
  }

  private async forget(id: string): Promise<void> {
    await this.parts.documentStore.write([{ kind: 'remove', collection: PAYMENTS.name, id }]);
  }
}
