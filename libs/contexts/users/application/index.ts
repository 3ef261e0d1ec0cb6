export { ADMIN_SETTINGS, RememberedAdminSettings } from './admin-settings.js';
export type { AdminSettings, SettingsInForce } from './admin-settings.js';
export { announcePrincipalChanges } from './announce-principal-changes.js';
export type { InitialAdministratorAccount } from './initial-administrator.js';
export { createArgon2PasswordHashing, OWASP_COST } from './password-hashing.js';
export type { Argon2Cost, PasswordHashing } from './password-hashing.js';
export { createUsersApplication, USERS_APPLICATION } from './users-application.js';
export type { UsersApplication, UsersParts, UsersPolicy } from './users-application.js';
