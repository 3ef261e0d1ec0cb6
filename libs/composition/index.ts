export { dataFilesIn } from './parts/data-files.js';
export { runServices } from './run-services.js';
export type { Service, ServiceOptions } from './service.js';
export { secretFor } from './secret-for.js';
export { StartError } from './start-error.js';
export { startServices } from './start-services.js';
export type { RunningServices, StartOptions } from './start-services.js';
