export { startEverythingServer } from './everything-server.js';
export type { EverythingServer } from './everything-server.js';
export { startOAuthProvider } from './oauth-provider.js';
export { startOidcProvider } from './oidc-provider.js';
export type { OidcTestProvider } from './oidc-provider.js';
export { startServer } from './test-server.js';
export type { TestServer } from './test-server.js';
