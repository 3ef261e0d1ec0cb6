export { AuthsApiModule } from './auths-api.module.js';
