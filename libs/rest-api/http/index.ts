export { BodyLimit } from './body-limit.js';
export { ValidBody, ValidQuery } from './dto-pipe.js';
export { entityTag, IfMatch } from './entity-tags.js';
export { ErrorBody } from './error-body.js';
export * from './fields.js';
export { httpErrors } from './http.errors.js';
export { RateLimits } from './rate-limits.js';
export { Call } from './request-call.js';
export { Public, Requires } from './route-access.js';
