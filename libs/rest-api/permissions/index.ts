export { PermissionsApiModule } from './permissions-api.module.js';
