import type { EventEmitter } from 'node:events';

import type { Metadata } from '@grpc/grpc-js';

import type { Credentials } from '../../double-options.js';
import type { FaultSwitchboard } from '../fault-switchboard.js';
import type { Access } from './access.js';
import { accessOf } from './access.js';
import type { RpcError } from './rpc-errors.js';
import { accessDenied, notLeader, notReady, unauthenticated, unavailable } from './rpc-errors.js';

/** What calls of every kind have. */
type Call = EventEmitter & { readonly metadata: Metadata };

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

  /** @throws RpcError when the server does not take this call. */
  admit(call: Call, { writes = false } = {}): void {
    this.assertAvailable();
    const { starting, notLeader: follower } = this.faults.current;
    if (starting === true) throw notReady();
    const requiresLeader = writes || call.metadata.get('requires-leader').includes('true');
    if (follower !== undefined && requiresLeader) throw notLeader(follower.leader);
    const access = this.accessOf(call);
    if (access === 'unknown') throw unauthenticated();
    if (access === 'anonymous') throw accessDenied();
  }

  /**
   * What concerns a stream of appends as a whole: all else is said of each append.
   *
   * @throws RpcError when the server does not take it.
   */
  admitBatches(call: Call): void {
    this.assertAvailable();
    if (this.accessOf(call) === 'unknown') throw unauthenticated();
  }

  /** @throws RpcError when the server takes nothing. */
  assertAvailable(): void {
    if (this.faults.current.unavailable === true) throw unavailable();
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
