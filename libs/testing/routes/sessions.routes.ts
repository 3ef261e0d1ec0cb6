import { FOR_ADMINISTRATORS, FOR_SIGNED_IN, FOR_VERIFIED, insteadOf200 } from './route-form.js';
import type { RouteForms } from './route-form.js';

const AUTHS = '/api/v1/auths';
const USERS = '/api/v1/users';
const NOBODY = () => ({ user_id: '00000000-0000-4000-8000-000000000000' });

/** Reference, sections 4, 6 and 11.2, and beyond them: sessions. */
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
  [`get ${USERS}/{user_id}/oauth/sessions`]: [
    { of: 'S U F N', when: 'none', answers: insteadOf200(FOR_ADMINISTRATORS, 400) },
    { of: 'Reeve', when: 'of nobody', path: NOBODY, answers: insteadOf200(FOR_ADMINISTRATORS, 404) },
  ],
  [`delete ${AUTHS}/oauth/sessions/{provider}`]: [
    {
      of: 'U F N',
      when: 'none',
      path: () => ({ provider: 'oidc' }),
      answers: insteadOf200(FOR_VERIFIED, 404),
    },
  ],
};
