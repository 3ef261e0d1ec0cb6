import type { RequestMessage } from '@reeve/bus';

/** The receiving end of the link: answers a request with the text of a reply, never throws. */
export interface Receiver {
  serves(subject: string): boolean;
  answer(message: RequestMessage): Promise<string>;
  hear(message: RequestMessage): Promise<void>;
}

/** What a wire would be: joins the clients and the server of one process. Only text crosses. */
export class InProcessLink {
  private readonly receivers = new Set<Receiver>();

  attach(receiver: Receiver): void {
    this.receivers.add(receiver);
  }

  detach(receiver: Receiver): void {
    this.receivers.delete(receiver);
  }

  /** @returns the reply's text; undefined when nobody serves the subject. */
  send(message: RequestMessage): Promise<string> | undefined {
    for (const receiver of this.receivers) {
      if (receiver.serves(message.subject)) return receiver.answer(message);
    }
    return undefined;
  }

  async broadcast(message: RequestMessage): Promise<void> {
    await Promise.all([...this.receivers].map((receiver) => receiver.hear(message)));
  }
}
