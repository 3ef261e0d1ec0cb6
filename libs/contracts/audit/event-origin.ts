/** What `EventActor.origin` is sealed as: a sealed value opens for its own purpose only. */
export const EVENT_ORIGIN_PURPOSE = 'event.origin';

/** The JSON inside `EventActor.origin`: where the request that led to the event came from. */
export interface EventOrigin {
  readonly ip: string | null;
  readonly userAgent: string | null;
}
