export { CALLERS } from './route-form.js';
export type { Caller, Given, RouteForm } from './route-form.js';
export { standsInTable, ROUTE_TABLE, routesPage } from './route-table.js';
