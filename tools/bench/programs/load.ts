import autocannon from 'autocannon';
import { bodyOf } from '../change-bodies.js';
import type { Change } from '../change-bodies.js';
import { input } from './input.js';

/** Loads a server from a process of its own, so that making the load costs the server nothing but its core. */
export interface Load {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Requests in flight. */
  readonly inFlight: number;
  readonly seconds: number;
  /** POSTs, the nth of them with the body of the nth change from `first` on. Absent: GETs. */
  readonly change?: { readonly kind: Change; readonly first: number };
  /** POSTs, each with this body. */
  readonly body?: string;
}

export interface LoadResult {
  /** Answered with 2xx. */
  readonly requests: number;
  readonly seconds: number;
  /** Answers other than 2xx, and connections lost. */
  readonly failures: number;
}

const { url, headers, inFlight, seconds, change, body } = input() as Load;
let sent = change?.first ?? 0;

const result = await autocannon({
  url,
  headers,
  connections: inFlight,
  duration: seconds,
  ...(body === undefined ? {} : { method: 'POST', body }),
  ...(change === undefined
    ? {}
    : {
        requests: [
          {
            method: 'POST',
            setupRequest: (request) => ({ ...request, body: bodyOf(change.kind, sent++) }),
          },
        ],
      }),
});

const summary: LoadResult = {
  requests: result['2xx'],
  seconds: result.duration,
  failures: result.non2xx + result.errors + result.timeouts,
};
console.log(JSON.stringify(summary));
