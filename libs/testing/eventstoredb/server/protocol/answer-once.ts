import type { sendUnaryData } from '@grpc/grpc-js';

import { toRpcError } from './rpc-errors.js';

/** Handles a call with one answer: what the function returns, or the RpcError that it throws. */
export function answerOnce<Call, Response>(answerTo: (call: Call) => Response | Promise<Response>) {
  return (call: Call, answer: sendUnaryData<Response>): void => {
    new Promise<Response>((resolve) => resolve(answerTo(call))).then(
      (response) => answer(null, response),
      (error: unknown) => answer(toRpcError(error)),
    );
  };
}
