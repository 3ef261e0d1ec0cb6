export { UserImportApiModule } from './user-import-api.module.js';
