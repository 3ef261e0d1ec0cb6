import {
  applyDecorators,
  Controller,
  SetMetadata,
  UseFilters,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { Ctx, EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import type { Broadcast, CallContext, Capability, Rpc } from '@reeve/contracts';
import { CompleteDocumentsInterceptor, READS_DOCUMENTS } from './complete-documents.interceptor.js';
import type { ReadsDocuments } from './complete-documents.interceptor.js';
import { RpcErrorFilter } from './rpc-error.filter.js';
import { REQUIRED_CAPABILITY, RpcGuard } from './rpc.guard.js';

/** A service's side of the bus. Its handlers are thin: they call the application layer. */
export const RpcController = (): ClassDecorator =>
  applyDecorators(
    Controller(),
    UseGuards(RpcGuard),
    UseInterceptors(CompleteDocumentsInterceptor),
    UseFilters(RpcErrorFilter),
  );

type Handler<Request, Response> = (payload: Request, call: CallContext) => Promise<Response> | Response;

/**
 * Serves a subject. The method gets the payload and the call, and its types are those of the contract.
 *
 * @param requires what the caller must hold; checked here although the gateway has checked it (defence in depth).
 * @param options.readsDocuments false: it can be answered while the context's documents are being made again.
 */
export function RpcHandler<Request, Response>(
  rpc: Rpc<Request, Response>,
  requires: Capability | 'anyone',
  { readsDocuments = true }: { readonly readsDocuments?: boolean } = {},
) {
  const [, context = ''] = rpc.subject.split('.');
  const reads: ReadsDocuments = { of: context, changes: rpc.kind === 'command' };
  return <Method extends Handler<Request, Response>>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    MessagePattern(rpc.subject)(target, key, descriptor);
    Payload()(target, key, 0);
    Ctx()(target, key, 1);
    SetMetadata(REQUIRED_CAPABILITY, requires)(target, key, descriptor);
    if (readsDocuments) SetMetadata(READS_DOCUMENTS, reads)(target, key, descriptor);
  };
}

/** Hears a broadcast. The method gets the payload. */
export function BroadcastHandler<Message>(topic: Broadcast<Message>) {
  return <Method extends (payload: Message) => Promise<void> | void>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    EventPattern(topic.subject)(target, key, descriptor);
    SetMetadata(REQUIRED_CAPABILITY, 'anyone')(target, key, descriptor);
  };
}
