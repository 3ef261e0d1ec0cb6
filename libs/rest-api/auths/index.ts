export { KNOWN_ADDRESSES } from './known-addresses.js';
export { AuthsApiModule } from './auths-api.module.js';
