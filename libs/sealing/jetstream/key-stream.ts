import { DataKeyStoreRefusedError } from '@reeve/sealing';
import { ask, refuse } from './jetstream-api.js';
import type { ApiError, Connection } from './jetstream-api.js';

/** One message of the stream. */
export interface StreamMessage {
  readonly sequence: number;
  readonly subject: string;
  readonly value: unknown;
}

type Answer<Content> = Content | { readonly error: ApiError };
interface Found {
  readonly message: { readonly seq: number; readonly subject: string; readonly data?: string };
}

const NOT_FOUND = 404;
const MESSAGE_GONE = 10057;
const WRONG_LAST_SEQUENCE = 10071;

/**
 * A stream in which whatever is read is asked of its leader, so that nobody reads less than what was acknowledged. Every method
 * rejects as `ask` does.
 */
export class KeyStream {
  constructor(
    readonly name: string,
    private readonly connection: () => Connection | undefined,
  ) {}

  /** Of the last message, 0 when there never was one. Also goes on when messages are erased. */
  async lastSequence(): Promise<number> {
    const info = await this.api<{ readonly state: { readonly last_seq: number } }>('STREAM.INFO', {});
    return 'error' in info ? refuse(info.error) : info.state.last_seq;
  }

  /** @param subject below the stream's name, without wildcards. */
  async last(subject: string): Promise<StreamMessage | undefined> {
    return this.find({ last_by_subj: `${this.name}.${subject}` });
  }

  /** The first message from a sequence on. @param filter below the stream's name, may have wildcards. */
  async next(from: number, filter: string): Promise<StreamMessage | undefined> {
    return this.find({ seq: from, next_by_subj: `${this.name}.${filter}` });
  }

  /** Every message, in order, as they are when they are come to. */
  async *each(filter: string): AsyncGenerator<StreamMessage> {
    for (let from = 1; ;) {
      const message = await this.next(from, filter);
      if (message === undefined) return;
      yield message;
      from = message.sequence + 1;
    }
  }

  /**
   * Appends a message if nothing was appended after `lastSequence`: it is then the one after that, and on the disk.
   *
   * @param lastOfSubject when given, also only if that is the sequence of the subject's last message; 0: there is none.
   * @throws DataKeyStoreUnavailableError also when it may have been appended.
   */
  async append(
    subject: string,
    value: unknown,
    lastSequence: number,
    lastOfSubject?: number,
  ): Promise<'appended' | 'overtaken'> {
    const ack = await ask<{ readonly seq: number }>(this.connection(), `${this.name}.${subject}`, value, {
      'Nats-Expected-Last-Sequence': lastSequence,
      'Nats-Expected-Last-Subject-Sequence': lastOfSubject,
    });
    if (!('error' in ack)) return 'appended';
    return ack.error.err_code === WRONG_LAST_SEQUENCE ? 'overtaken' : refuse(ack.error);
  }

  /** Overwrites the message where it stands on the disk. Idempotent. */
  async erase(sequence: number): Promise<void> {
    const answer = await this.api<object>('STREAM.MSG.DELETE', { seq: sequence, no_erase: false });
    if ('error' in answer && answer.error.err_code !== MESSAGE_GONE) refuse(answer.error);
  }

  private async find(query: object): Promise<StreamMessage | undefined> {
    const found = await this.api<Found>('STREAM.MSG.GET', query);
    if ('error' in found) return found.error.code === NOT_FOUND ? undefined : refuse(found.error);
    const { seq: sequence, subject, data = '' } = found.message;
    return { sequence, subject: subject.slice(this.name.length + 1), value: this.parse(data, sequence) };
  }

  private parse(data: string, sequence: number): unknown {
    try {
      return JSON.parse(Buffer.from(data, 'base64').toString('utf8'));
    } catch {
      throw new DataKeyStoreRefusedError(
        `Message ${sequence} of the stream ${this.name} is not the key store's: restore the stream from a backup`,
      );
    }
  }

  private api<Content>(verb: string, query: object): Promise<Answer<Content>> {
    return ask<Content>(this.connection(), `$JS.API.${verb}.${this.name}`, query);
  }
}
