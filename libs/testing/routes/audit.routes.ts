import { FOR_ADMINISTRATORS, insteadOf200 } from './route-form.js';
import type { RouteForm, RouteForms } from './route-form.js';

const FORMS: readonly RouteForm[] = [
  { of: 'Reeve', answers: FOR_ADMINISTRATORS },
  {
    of: 'Reeve',
    query: 'entity_type=plan&action=plan_created&limit=10&offset=5',
    answers: FOR_ADMINISTRATORS,
  },
  { of: 'Reeve', query: 'limit=1001', answers: insteadOf200(FOR_ADMINISTRATORS, 422) },
];

/** What section 9 of the reference keeps, and gives nobody to read. */
export const AUDIT_ROUTES: RouteForms = {
  'get /api/v1/admin/audit/logs': FORMS,
  'get /api/v1/admin/billing/audit/logs': FORMS,
};
