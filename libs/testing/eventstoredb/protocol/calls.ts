import type { EventEmitter } from 'node:events';

import type { Metadata } from '@grpc/grpc-js';

import type { FaultSwitchboard } from '../fault-switchboard.js';
import type { Access, Credentials } from './access.js';
import { accessOf } from './access.js';
import type { RpcError } from './rpc-errors.js';
import { accessDenied, notLeader, notReady, unauthenticated, unavailable } from './rpc-errors.js';

/** What calls of every kind have. */
export type Call = EventEmitter & { readonly metadata: Metadata };

/** Which calls are let in, and which streaming ones are under way. */
export class Calls {
  readonly #streaming = new Set<Call>();

  constructor(
    private readonly faults: FaultSwitchboard,
    private readonly credentials: Credentials | undefined,
  ) {}

  accessOf(call: Call): Access {
    return accessOf(this.credentials, call.metadata);
  }

  /** Why this call may not go on; undefined when it may. */
  refusal(call: Call, { writes }: { readonly writes: boolean }): RpcError | undefined {
    const { unavailable: isUnavailable, starting, notLeader: follower } = this.faults.current;
    if (isUnavailable === true) return unavailable();
    if (starting === true) return notReady();
    const requiresLeader = writes || call.metadata.get('requires-leader').includes('true');
    if (follower !== undefined && requiresLeader) return notLeader(follower.leader);
    const access = this.accessOf(call);
    if (access === 'granted') return undefined;
    return access === 'unknown' ? unauthenticated() : accessDenied();
  }

  /** Why a stream of appends may not even begin: all else is said of each append. */
  batchRefusal(call: Call): RpcError | undefined {
    if (this.faults.current.unavailable === true) return unavailable();
    return this.accessOf(call) === 'unknown' ? unauthenticated() : undefined;
  }

  /** The signal is aborted when the call is over, however that comes. */
  begin(call: Call): AbortSignal {
    const over = new AbortController();
    this.#streaming.add(call);
    const end = () => {
      this.#streaming.delete(call);
      over.abort();
    };
    call.on('cancelled', end).on('close', end).on('finish', end).on('error', end);
    return over.signal;
  }

  /** Ends all streaming calls that are under way. */
  endAll(error: RpcError): void {
    for (const call of this.#streaming) call.emit('error', error);
  }
}
