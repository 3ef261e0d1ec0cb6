export { ConfigApiModule } from './config-api.module.js';
