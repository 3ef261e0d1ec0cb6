/** Injection tokens of what an app composes and the modules are given. `BUS_CLIENT` stands with the bus. */
export const EVENT_STORE = Symbol('EventStore');
export const DOCUMENT_STORE = Symbol('DocumentStore');
export const SEALING = Symbol('Sealing');
export const RATE_LIMITER = Symbol('RateLimiter');
export const EVENT_STAMP = Symbol('EventStamp');
export const SETTINGS = Symbol('Settings');
