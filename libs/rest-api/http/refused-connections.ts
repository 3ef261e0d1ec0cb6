import type { Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import type { ReeveError } from '@reeve/contracts';
import { errorBody } from './error-body.js';
import { httpErrors } from './http.errors.js';
import { isKeptOpen } from './own-pace.js';

/** Answers what is no HTTP, or did not arrive in time, in the same shape as everything else; then hangs up. */
export function refuseConnection(problem: Error & { readonly code?: string }, socket: Socket): void {
  if (problem.code === 'ERR_HTTP_REQUEST_TIMEOUT' && isKeptOpen(socket)) return;
  if (!socket.writable || problem.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const error = errorOf(problem.code);
  const body = JSON.stringify(errorBody(error, 'none'));
  socket.end(
    [
      `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? ''}`,
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

function errorOf(code = ''): ReeveError {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return httpErrors.requestTimeout();
    case 'HPE_HEADER_OVERFLOW':
      return httpErrors.headersTooLarge();
    default:
      return httpErrors.badRequest('This is not an HTTP request that can be understood.');
  }
}
