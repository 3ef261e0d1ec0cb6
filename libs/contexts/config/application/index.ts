export * from './config-secrets.js';
export * from './environment-defaults.js';
export * from './change-section.handler.js';
export * from './import-document.handler.js';
export * from './document-exporter.js';
export * from './config.queries.js';
export * from './outbound-connections.js';
export * from './outbound.handlers.js';
