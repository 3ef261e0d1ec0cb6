import { serviceOf } from '@reeve/bus';
import { errors } from '@reeve/contracts';
import type { ReeveError, Rpc } from '@reeve/contracts';
import type { Msg } from 'nats';

type AnyRpc = Pick<Rpc<unknown, unknown>, 'subject' | 'kind'>;

interface Awaited {
  readonly rpc: AnyRpc;
  readonly timer: NodeJS.Timeout;
  readonly resolve: (reply: string) => void;
  readonly reject: (error: ReeveError) => void;
}

/** A longer time is none at all to `setTimeout`. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** The status by which the server says that nobody subscribes to the subject. */
const NO_RESPONDERS = 503;

/**
 * Where the replies to one process arrive: one subscription for all of them, a subject below it for each request. In the place of
 * the client's own `request`, after which nothing more is read from the connection once somebody has sent a malformed header to its inbox.
 */
export class ReplyInbox {
  /**
   * Each in an object that is emptied when it is settled: V8 links the tables of a map that each is removed from one by one, and what they have had stays
   * until the old generation is collected. Replies hang on it.
   */
  private readonly awaited = new Map<string, { value: Awaited | undefined }>();
  private asked = 0;

  /** @param prefix of the subjects for replies, with its last dot; nobody else can guess it. */
  constructor(private readonly prefix: string) {}

  /** What is to be subscribed to. */
  get subject(): string {
    return `${this.prefix}*`;
  }

  /**
   * @param deadline epoch milliseconds
   * @param send sends the request, to be answered on the subject that it is given; may throw.
   * @throws ReeveError `DEADLINE-EXCEEDED` at the deadline; `UNAVAILABLE` when nobody serves the subject.
   */
  ask(rpc: AnyRpc, deadline: number, send: (replyTo: string) => void): Promise<string> {
    return new Promise((resolve, reject) => {
      const token = (this.asked += 1).toString(36);
      send(this.prefix + token);
      const timer = setTimeout(
        () => this.settle(token)?.reject(errors.deadlineExceeded(serviceOf(rpc.subject))),
        Math.min(deadline - Date.now(), LONGEST_TIMER_MS),
      );
      this.awaited.set(token, { value: { rpc, timer, resolve, reject } });
    });
  }

  /** Never throws, whatever the message is. One that nobody waits for any more is dropped. */
  take(message: Msg): void {
    const awaited = this.settle(message.subject.slice(this.prefix.length));
    if (awaited === undefined) return;
    const reply = message.string();
    if (reply === '' && statusOf(message) === NO_RESPONDERS) awaited.reject(unavailable(awaited.rpc));
    else awaited.resolve(reply);
  }

  /** The connection is gone, and with it every reply. A command may have been carried out all the same. */
  lose(): void {
    this.rejectAll(
      () => true,
      ({ kind, subject }) =>
        kind === 'command'
          ? errors.outcomeUnknown(serviceOf(subject))
          : errors.unavailable(serviceOf(subject)),
    );
  }

  /** The server has not passed on what was sent on this subject. */
  refuse(subject: string): void {
    this.rejectAll((rpc) => rpc.subject === subject, unavailable);
  }

  private rejectAll(which: (rpc: AnyRpc) => boolean, errorFor: (rpc: AnyRpc) => ReeveError): void {
    for (const [token, { value }] of this.awaited) {
      if (value !== undefined && which(value.rpc)) this.settle(token)?.reject(errorFor(value.rpc));
    }
  }

  private settle(token: string): Awaited | undefined {
    const entry = this.awaited.get(token);
    if (entry === undefined) return undefined;
    const { value } = entry;
    entry.value = undefined;
    this.awaited.delete(token);
    clearTimeout(value?.timer);
    return value;
  }
}

function unavailable({ subject }: AnyRpc): ReeveError {
  return errors.unavailable(serviceOf(subject));
}

/** Undefined also for headers that cannot be read. */
function statusOf(message: Msg): number | undefined {
  try {
    return message.headers?.code;
  } catch {
    return undefined;
  }
}
