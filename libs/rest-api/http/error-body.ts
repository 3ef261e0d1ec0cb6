import type { JsonObject, ReeveError } from '@reeve/contracts';

/** What every error answers, whatever its status. */
export function errorBody(error: ReeveError, requestId: string): JsonObject {
  return {
    status_code: error.status,
    detail: error.detail,
    extra: { ...error.extra, code: error.code, request_id: requestId },
  };
}
