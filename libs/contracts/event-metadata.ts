/** Stamped on every event by the command runner, never by a handler */
export interface EventMetadata {
  readonly $correlationId: string;
  readonly $causationId: string;
  readonly commandId: string;
  readonly commandHash: string | null;
  /** ISO 8601, UTC, milliseconds. When it was decided; the store's own time may be later. */
  readonly occurredAt: string;
  readonly actor: EventActor;
}

export interface EventActor {
  readonly kind: 'anonymous' | 'user' | 'system';
  readonly id: string | null;
  readonly role: string | null;
  /**
   * `{ip, userAgent}` as JSON, sealed under the actor's data key (`user:<id>`; `anonymous` for nobody): an address is
   * personal data, and goes with its person. Null when there is neither.
   */
  readonly origin: string | null;
}
