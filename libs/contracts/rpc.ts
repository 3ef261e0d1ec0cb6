declare const request: unique symbol;
declare const response: unique symbol;

/** A subject of the bus together with what goes in and comes out: `reeve.<context>.<verb>`. */
export interface Rpc<Request, Response> {
  readonly subject: string;
  /** `command`: changes something, so it is never sent twice by the bus itself. `query`: may be repeated at will. */
  readonly kind: 'command' | 'query';
  /** Of a query: those who ask the same at the same moment, with the same rights, may get one answer. Absent: never. */
  readonly isShared?: (request: Request) => boolean;
  readonly [request]?: Request;
  readonly [response]?: Response;
}

/** A subject of the bus that is broadcast: every subscribed process gets it, nobody answers. */
export interface Broadcast<Payload> {
  readonly subject: string;
  readonly [request]?: Payload;
}

export const command = <Request, Response>(subject: string): Rpc<Request, Response> => ({
  subject,
  kind: 'command',
});
export const query = <Request, Response>(subject: string): Rpc<Request, Response> => ({
  subject,
  kind: 'query',
});
/** A query that leaves no trace of who asked. @param isShared tells, of one that sometimes does, when it does not. */
export const sharedQuery = <Request, Response>(
  subject: string,
  isShared: (request: Request) => boolean = () => true,
): Rpc<Request, Response> => ({ ...query(subject), isShared });
export const broadcast = <Payload>(subject: string): Broadcast<Payload> => ({ subject });

export type RequestOf<R> = R extends { readonly [request]?: infer Request } ? Request : never;
export type ResponseOf<R> = R extends { readonly [response]?: infer Response } ? Response : never;
