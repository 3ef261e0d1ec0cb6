import { FOR_ADMINISTRATORS, insteadOf200 } from './route-form.js';
import type { RouteForm, RouteForms } from './route-form.js';

const FORMS: readonly RouteForm[] = [
  { of: 'Reeve', answers: FOR_ADMINISTRATORS },
  { of: 'Reeve', query: 'interval=day&format=csv', answers: FOR_ADMINISTRATORS },
  { of: 'Reeve', query: 'interval=hour', answers: insteadOf200(FOR_ADMINISTRATORS, 422) },
  { of: 'Reeve', query: 'from=2&to=1', answers: insteadOf200(FOR_ADMINISTRATORS, 422) },
];

/** Beyond the reference: what happened, over time. */
export const ANALYTICS_ROUTES: RouteForms = {
  'get /api/v1/admin/billing/analytics': FORMS,
  'get /api/v1/admin/analytics': FORMS,
  'get /api/v1/admin/audit/verification': [
    { of: 'Reeve', answers: FOR_ADMINISTRATORS },
    { of: 'Reeve', query: 'limit=5001', answers: insteadOf200(FOR_ADMINISTRATORS, 422) },
  ],
};
