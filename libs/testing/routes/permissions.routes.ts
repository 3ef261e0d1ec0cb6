import { FOR_ADMINISTRATORS, FOR_VERIFIED, insteadOf200 } from './route-form.js';
import type { RouteForms } from './route-form.js';

const USERS = '/api/v1/users';
const OF_S = {
  workspace: { models: false },
  sharing: { models: false },
  chat: { delete: true },
  features: { notes: true },
};

/** Reference, sections 4, 8 and 11.5: permissions. */
export const PERMISSIONS_ROUTES: RouteForms = {
  [`get ${USERS}/default/permissions`]: [{ of: 'S U F N', answers: FOR_ADMINISTRATORS }],
  [`post ${USERS}/default/permissions`]: [
    { of: 'S', body: () => OF_S, answers: FOR_ADMINISTRATORS },
    { of: 'U F N', body: () => ({ ...OF_S, access_grants: {}, settings: {} }), answers: FOR_ADMINISTRATORS },
    {
      of: 'S U F N',
      when: 'a section is missing',
      body: () => ({ workspace: {}, sharing: {}, chat: {} }),
      answers: insteadOf200(FOR_ADMINISTRATORS, 422),
    },
  ],
  [`get ${USERS}/default/permissions/defaults`]: [{ of: 'U F N', answers: FOR_ADMINISTRATORS }],
  [`get ${USERS}/permissions`]: [{ of: 'S U F N', answers: FOR_VERIFIED }],
  [`get ${USERS}/{id}/permissions/explain`]: [{ of: 'Reeve', answers: FOR_ADMINISTRATORS }],
};
