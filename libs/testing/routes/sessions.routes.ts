import { FOR_ADMINISTRATORS, FOR_SIGNED_IN, insteadOf200 } from './route-form.js';
import type { RouteForms } from './route-form.js';

const AUTHS = '/api/v1/auths';
const USERS = '/api/v1/users';

/** Reference, section 11.2, and beyond it: sessions. */
export const SESSIONS_ROUTES: RouteForms = {
  [`get ${AUTHS}/sessions`]: [{ of: 'Reeve', answers: FOR_SIGNED_IN }],
  [`post ${AUTHS}/sessions/revoke`]: [
    { of: 'Reeve', separate: true, body: () => ({}), answers: FOR_SIGNED_IN },
    {
      of: 'Reeve',
      when: 'but the own one',
      separate: true,
      body: () => ({ keep_current: true }),
      answers: FOR_SIGNED_IN,
    },
  ],
  [`delete ${AUTHS}/sessions/{session_id}`]: [
    {
      of: 'Reeve',
      when: 'own',
      separate: true,
      path: ({ own: { sessionId } }) => ({ session_id: sessionId }),
      answers: FOR_SIGNED_IN,
    },
    { of: 'Reeve', when: 'nobody’s', answers: insteadOf200(FOR_SIGNED_IN, 404) },
  ],
  [`get ${USERS}/{user_id}/sessions`]: [{ of: 'Reeve', answers: FOR_ADMINISTRATORS }],
  [`post ${USERS}/{user_id}/sessions/revoke`]: [{ of: 'N', answers: FOR_ADMINISTRATORS }],
  [`delete ${USERS}/{user_id}/sessions/{session_id}`]: [
    { of: 'Reeve', when: 'nobody’s', answers: insteadOf200(FOR_ADMINISTRATORS, 404) },
  ],
};
