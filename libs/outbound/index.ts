export { outboundErrors } from './outbound.errors.js';
export { outboundLimits, type Lookup, type OutboundLimits, type OutboundPolicy } from './outbound-policy.js';
export { guardedFetch, type OutboundAnswer, type OutboundRequest } from './network/guarded-fetch.js';
export { withOutboundCall, type GuardedFetch, type OutboundCall } from './network/outbound-call.js';
export { outboundHeaders, type OutboundCredentials } from './tool-server/outbound-headers.js';
export { verifyOpenApi, type OpenApiServer } from './tool-server/verify-openapi.js';
export { verifyMcp, type McpServer, type McpVerification, type ToolSpec } from './tool-server/verify-mcp.js';
export { discoverOAuth, type OAuthDiscovery } from './oauth/discover-oauth.js';
export type { OidcClient } from './oauth/oidc-client.js';
export { finishOidcSignIn, startOidcSignIn, type OidcFlow } from './oauth/oidc-sign-in.js';
export { askOidcAboutToken, type OidcToken } from './oauth/oidc-token.js';
export { registerOAuthClient, type OAuthClientRequest } from './oauth/register-oauth-client.js';
export {
  verifyTerminalServer,
  type TerminalServer,
  type TerminalServerVerification,
} from './terminal-server/verify-terminal-server.js';
export {
  callTerminalServer,
  type TerminalServerAnswer,
  type TerminalServerCall,
} from './terminal-server/call-terminal-server.js';
