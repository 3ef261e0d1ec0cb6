/** Resolves a host name to all of its addresses, in the order to try them. Rejects when there are none. */
export type Lookup = (hostname: string) => Promise<readonly string[]>;

export interface OutboundLimits {
  /** For one call with everything in it: name resolution, connections, redirects, bodies, reading them. */
  readonly timeoutMs: number;
  /** Bytes of all bodies that one call receives, counted after decompression. */
  readonly maxBytes: number;
  /** Redirects followed per request. */
  readonly maxRedirects: number;
}

export const outboundLimits: OutboundLimits = {
  timeoutMs: 10_000,
  maxBytes: 10 * 1024 * 1024,
  maxRedirects: 3,
};

/** Whom Reeve may call, and how long and how much it listens. */
export interface OutboundPolicy {
  /**
   * Whether private, loopback, carrier-grade NAT and unique local addresses may be called. Link-local, cloud metadata
   * and every other address that is no server's are refused whatever this says.
   */
  readonly allowPrivate: boolean;
  /** The system's resolver unless given. Asked once for each connection. */
  readonly lookup?: Lookup;
  /** PEM certificates to trust beside the built-in ones, for servers under an organisation's own authority. */
  readonly certificateAuthorities?: readonly string[];
  /** Overrides of {@link outboundLimits}. */
  readonly limits?: Partial<OutboundLimits>;
}
