/** What a process can run on, as it is named to operators. */
export type PartName = 'event store' | 'document store' | 'key store' | 'rate limiter' | 'bus';
