declare const request: unique symbol;
declare const response: unique symbol;

/** A subject of the bus together with what goes in and comes out: `reeve.<context>.<verb>`. */
export interface Rpc<Request, Response> {
  readonly subject: string;
  /** `command`: changes something, so it is never sent twice by the bus itself. `query`: may be repeated at will. */
  readonly kind: 'command' | 'query';
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
export const broadcast = <Payload>(subject: string): Broadcast<Payload> => ({ subject });

export type RequestOf<R> = R extends { readonly [request]?: infer Request } ? Request : never;
export type ResponseOf<R> = R extends { readonly [response]?: infer Response } ? Response : never;
