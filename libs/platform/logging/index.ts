export { createLogger } from './create-logger.js';
export { loggingModule } from './logging.module.js';
