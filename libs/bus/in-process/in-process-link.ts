import type { CallContext } from '@reeve/contracts';

/** A request on its way, a copy of what was sent: nobody else has it. */
export interface Carried {
  readonly subject: string;
  readonly payload: unknown;
  readonly context: CallContext;
}

/** The receiving end of the link. */
export interface Receiver {
  serves(subject: string): boolean;
  /** @returns a copy of what the handler answers. @throws ReeveError only. */
  answer(request: Carried): Promise<unknown>;
  /** Never throws. */
  hear(announced: Omit<Carried, 'context'>): Promise<void>;
}

/** What a wire would be: joins the clients and the server of one process. Only copies cross, of what JSON carries. */
export class InProcessLink {
  private readonly receivers = new Set<Receiver>();

  attach(receiver: Receiver): void {
    this.receivers.add(receiver);
  }

  detach(receiver: Receiver): void {
    this.receivers.delete(receiver);
  }

  /** @returns undefined when nobody serves the subject. */
  send(request: Carried): Promise<unknown> | undefined {
    for (const receiver of this.receivers) {
      if (receiver.serves(request.subject)) return receiver.answer(request);
    }
    return undefined;
  }

  async broadcast(announced: Omit<Carried, 'context'>): Promise<void> {
    await Promise.all([...this.receivers].map((receiver) => receiver.hear(announced)));
  }
}
