export * from './http/index.js';
export { Documented } from './openapi/documented.decorator.js';
export * from './auth/index.js';
export { RestApiModule } from './rest-api.module.js';
export { AuditApiModule } from './audit/index.js';
export { AuthsApiModule } from './auths/index.js';
export { UsersApiModule } from './users/index.js';
export { ConfigApiModule } from './config/index.js';
