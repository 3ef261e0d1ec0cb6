export { GroupsApiModule } from './groups-api.module.js';
