/** What the server does wrong. Absent: it does that right. */
export interface FaultSwitches {
  /** Takes connections, and answers every call, open ones too, with code 14. */
  readonly unavailable?: boolean;
  /**
   * As for some seconds after its start: appends are answered with an error of code 0, which the client cannot read, and
   * reads with code 14, both "Server Is Not Ready".
   */
  readonly starting?: boolean;
  /**
   * As when another node of the cluster was made leader. Batch appends are not written, nor answered before their deadline
   * or 5 s; what requires a leader is told where this one is.
   */
  readonly notLeader?: { readonly leader: { readonly host: string; readonly port: number } };
  /** Appends take their time. Those whose deadline is over meanwhile are answered so. */
  readonly stalledAppends?: {
    readonly ms: number;
    /** True: written at once, answered late. False: written late, and never when the deadline is over by then. */
    readonly written: boolean;
    /** How many appends. Default: all of them. */
    readonly times?: number;
  };
  /** Appends are written, and nobody is told. */
  readonly lostAcknowledgements?: {
    /** `silence`: the connection stays and nothing comes. `cut`: it is reset in place of the answer. */
    readonly by: 'silence' | 'cut';
    /** How many appends. Default: all of them. */
    readonly times?: number;
  };
  /** Milliseconds before each message of a read or a subscription. */
  readonly slowReadsMs?: number;
}

/** To be set while the server runs. A restarted server does everything right. */
export interface Faults {
  /** These, and no others. Resolves when the server knows. */
  set(switches: FaultSwitches): Promise<void>;
  clear(): Promise<void>;
  /** Resets all connections that are open. New ones are taken. */
  cutConnections(): Promise<void>;
}
