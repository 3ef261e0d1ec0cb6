export { AccessGuard } from './access.guard.js';
export { AuthModule } from './auth.module.js';
export type { AuthOptions } from './auth.module.js';
export { boundedCache } from './bounded-cache.js';
export { FactorLimits } from './factor-limits.js';
export { PermissionCache } from './permission-cache.js';
export { PrincipalCache } from './principal-cache.js';
export { TokenSigner } from './token-signer.js';
