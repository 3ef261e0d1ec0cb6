export * from './http/index.js';
export { Documented } from './openapi/documented.decorator.js';
export * from './auth/index.js';
export { RestApiModule } from './rest-api.module.js';
