import {
  applyDecorators,
  Controller,
  Inject,
  Optional,
  SetMetadata,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import { PARAM_ARGS_METADATA } from '@nestjs/microservices/constants.js';
import type { Broadcast, CallContext, Capability, Rpc } from '@reeve/contracts';
import { ProjectorRegistry } from '../projections/projector-registry.js';
import { fromCompleteDocuments } from './complete-documents.js';
import type { ReadsDocuments } from './complete-documents.js';
import { RpcErrorFilter } from './rpc-error.filter.js';
import { REQUIRED_CAPABILITY, RpcGuard } from './rpc.guard.js';

/** A service's side of the bus. Its handlers are thin: they call the application layer. */
export const RpcController = (): ClassDecorator =>
  applyDecorators(Controller(), UseGuards(RpcGuard), UseFilters(RpcErrorFilter));

type Handler<Request, Response> = (payload: Request, call: CallContext) => Promise<Response> | Response;

/** Of a controller: the process's projectors. A symbol, so that no controller has it by another name. */
const PROJECTORS = Symbol('Projectors');
interface AnswersFromDocuments {
  readonly [PROJECTORS]?: ProjectorRegistry;
}

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
    if (readsDocuments) answerFromCompleteDocuments(target, descriptor, reads);
    MessagePattern(rpc.subject)(target, key, descriptor);
    takeWhatComes(target, key);
    SetMetadata(REQUIRED_CAPABILITY, requires)(target, key, descriptor);
  };
}

/** What the transport hands over: the payload and the call. To go through Nest's pipes they would take half a dozen promises each time. */
function takeWhatComes(target: object, key: string | symbol): void {
  Reflect.defineMetadata(PARAM_ARGS_METADATA, {}, target.constructor, key);
}

/** Nest gives every controller the projectors of its process, when it has any, as a property. */
function answerFromCompleteDocuments<Method extends Handler<never, unknown>>(
  target: object,
  descriptor: TypedPropertyDescriptor<Method>,
  reads: ReadsDocuments,
): void {
  const { value: handler } = descriptor;
  if (handler === undefined) return;
  Inject(ProjectorRegistry)(target, PROJECTORS);
  Optional()(target, PROJECTORS);
  descriptor.value = function (this: AnswersFromDocuments, payload: never, call: CallContext) {
    return fromCompleteDocuments(this[PROJECTORS], reads, () => handler.call(this, payload, call));
  } as Method;
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
