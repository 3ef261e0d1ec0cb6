import { FOR_ADMINISTRATORS, FOR_SIGNED_IN, insteadOf200 } from './route-form.js';
import type { RouteForms, Statuses } from './route-form.js';

const AUTHS = '/api/v1/auths';
const USERS = '/api/v1/users';

/** Keys are switched on, and nobody has the permission but administrators, who need none. A key makes and deletes no keys. */
const WHO_MAY_HAVE_KEYS: Statuses = [200, 403, 403, 401, 403];
const WHO_MAY_DELETE_THEIRS: Statuses = [200, 200, 200, 401, 403];

/** Reference, section 6, and beyond it: API keys. */
export const API_KEYS_ROUTES: RouteForms = {
  [`post ${AUTHS}/api_key`]: [{ of: 'S U F N', separate: true, answers: WHO_MAY_HAVE_KEYS }],
  [`get ${AUTHS}/api_key`]: [
    { of: 'S U F N', when: 'none was made', separate: true, answers: insteadOf200(FOR_SIGNED_IN, 404) },
  ],
  [`delete ${AUTHS}/api_key`]: [{ of: 'S U F N', separate: true, answers: WHO_MAY_DELETE_THEIRS }],
  [`get ${AUTHS}/api_keys`]: [{ of: 'Reeve', answers: FOR_SIGNED_IN }],
  [`post ${AUTHS}/api_keys`]: [
    { of: 'Reeve', separate: true, body: () => ({ name: 'Script' }), answers: WHO_MAY_HAVE_KEYS },
    { of: 'Reeve', when: 'no name', body: () => ({}), answers: insteadOf200(FOR_SIGNED_IN, 422) },
  ],
  [`delete ${AUTHS}/api_keys/{key_id}`]: [
    { of: 'Reeve', when: 'nobody’s', answers: insteadOf200(WHO_MAY_DELETE_THEIRS, 404) },
  ],
  [`get ${USERS}/{user_id}/api_keys`]: [{ of: 'Reeve', answers: FOR_ADMINISTRATORS }],
  [`delete ${USERS}/{user_id}/api_keys/{key_id}`]: [
    { of: 'Reeve', when: 'nobody’s', answers: insteadOf200(FOR_ADMINISTRATORS, 404) },
  ],
};
