export { rateLimiterFeatures } from './rate-limiter.features.js';
