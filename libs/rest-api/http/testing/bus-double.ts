import { randomUUID } from 'node:crypto';
import { ReeveError } from '@reeve/contracts';
import type { BusClient } from '@reeve/bus';
import type { CallContext, Principal, Role, Rpc } from '@reeve/contracts';

type Handler = (payload: unknown, call: CallContext) => unknown;

/** A bus on which the specification itself is every service: the sessions of a few people, and what it adds. */
export class BusDouble implements BusClient {
  /** What was asked, in order: subject and payload. */
  readonly asked: { readonly subject: string; readonly payload: unknown; readonly call: CallContext }[] = [];
  private readonly people = new Map<string, Principal>();
  private readonly handlers = new Map<string, Handler>();

  constructor() {
    this.handle('reeve.users.resolve-principal', (payload) => this.resolve(payload as { userId: string }));
    this.handle('reeve.audit.record-refusal', () => ({}));
  }

  /** Somebody with a session. */
  person(
    role: Role,
    id: string = randomUUID(),
    sessionId: string = randomUUID(),
  ): Principal & { id: string; sessionId: string } {
    const principal = { kind: 'user', id, role, sessionId, authMethod: 'session' } as const;
    this.people.set(id, principal);
    return principal;
  }

  leaves(id: string): void {
    this.people.delete(id);
  }

  handle(subject: string, handler: Handler): void {
    this.handlers.set(subject, handler);
  }

  /** How often the subject was asked for. */
  count(subject: string): number {
    return this.asked.filter((request) => request.subject === subject).length;
  }

  async request<Request, Response>(
    { subject }: Rpc<Request, Response>,
    payload: Request,
    call: CallContext,
  ): Promise<Response> {
    this.asked.push({ subject, payload, call });
    const handler = this.handlers.get(subject);
    if (handler === undefined)
      throw new ReeveError('UNAVAILABLE', 503, `Nobody serves ${subject}`, { retry_after: 2 });
    return (await handler(payload, call)) as Response;
  }

  broadcast(): Promise<void> {
    return Promise.resolve();
  }

  onReconnect(): void {
    // It is always there.
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private resolve({ userId }: { userId: string }): Principal {
    const principal = this.people.get(userId);
    if (principal === undefined) throw new ReeveError('USERS-SESSION-ENDED', 401, 'Invalid token');
    return principal;
  }
}
