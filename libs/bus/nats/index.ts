export { NatsClient } from './nats-client.js';
export { NatsLink } from './nats-link.js';
export type { LinkSubscription } from './nats-link.js';
export { natsOptionsFrom } from './nats-options.js';
export type { NatsAccess } from './nats-options.js';
export { NatsServer } from './nats-server.js';
export type { NatsServerOptions, RefusalReason } from './nats-server.js';
