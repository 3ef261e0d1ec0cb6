export { createLogger } from './create-logger.js';
export { NestLog } from './nest-log.js';
