export { describeSettings } from './describe-settings.js';
export { loadSettings } from './load-settings.js';
export { SettingsError } from './settings.errors.js';
export { SettingsModule } from './settings.module.js';
export type { Settings } from './settings.js';
