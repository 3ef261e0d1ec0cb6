import { FOR_ADMINISTRATORS, FOR_VERIFIED, insteadOf200 } from './route-form.js';
import type { RouteForm, RouteForms } from './route-form.js';

const GROUPS = '/api/v1/groups';
const ID = `${GROUPS}/id/{id}`;

/** Named after somebody’s e-mail, so that no two have one name. */
const OF_S = { description: '', permissions: { chat: { delete: false } }, data: { config: { share: true } } };

const FORMS: readonly RouteForm[] = [
  { of: 'S', body: ({ email }) => ({ ...OF_S, name: email }), answers: FOR_ADMINISTRATORS },
  {
    of: 'U F',
    body: ({ email }) => ({ ...OF_S, name: email, data: { config: { share: 'members' } } }),
    answers: FOR_ADMINISTRATORS,
  },
  {
    of: 'N',
    body: ({ email }) => ({ name: email, description: '', parent_group_id: null }),
    answers: FOR_ADMINISTRATORS,
  },
  {
    of: 'N',
    when: 'a parent that is not there',
    body: ({ email }) => ({ name: email, description: '', parent_group_id: 'none' }),
    answers: insteadOf200(FOR_ADMINISTRATORS, 404),
  },
];
const UNKNOWN: RouteForm = {
  of: 'S U F N',
  when: 'none',
  path: () => ({ id: 'none' }),
  answers: insteadOf200(FOR_ADMINISTRATORS, 404),
};

/** Reference, sections 5 and 11.1: groups. */
export const GROUPS_ROUTES: RouteForms = {
  [`get ${GROUPS}/`]: [
    { of: 'S U F N', answers: FOR_VERIFIED },
    { of: 'S U F N', query: 'share=true', answers: FOR_VERIFIED },
  ],
  [`post ${GROUPS}/create`]: FORMS,
  [`get ${ID}`]: [{ of: 'S U F N', answers: FOR_ADMINISTRATORS }, UNKNOWN],
  [`get ${ID}/info`]: [{ of: 'U F N', answers: FOR_VERIFIED }],
  [`get ${ID}/export`]: [{ of: 'S U F N', when: 'without members', answers: FOR_ADMINISTRATORS }, UNKNOWN],
  [`post ${ID}/users`]: [
    { of: 'S U F N', answers: FOR_ADMINISTRATORS },
    { of: 'S U F N', when: 'none', path: () => ({ id: 'none' }), answers: FOR_ADMINISTRATORS },
  ],
  [`get ${ID}/members`]: [{ of: 'N', query: 'membership=effective&page=1', answers: FOR_ADMINISTRATORS }],
  [`post ${ID}/update`]: FORMS,
  [`post ${ID}/users/add`]: [
    { of: 'S U F N', body: ({ userId }) => ({ user_ids: [userId, 'nobody'] }), answers: FOR_ADMINISTRATORS },
    { of: 'S U F N', when: 'nobody', body: () => ({ user_ids: null }), answers: FOR_ADMINISTRATORS },
    { ...UNKNOWN, body: () => ({ user_ids: [] }) },
  ],
  [`post ${ID}/users/remove`]: [
    { of: 'S U F N', body: ({ userId }) => ({ user_ids: [userId] }), answers: FOR_ADMINISTRATORS },
    { ...UNKNOWN, body: () => ({ user_ids: [] }) },
  ],
  [`delete ${ID}/delete`]: [{ of: 'S U F N', answers: FOR_ADMINISTRATORS }, UNKNOWN],
  [`get ${ID}/preview`]: [{ of: 'U F N', answers: FOR_ADMINISTRATORS }, UNKNOWN],
  'get /api/v1/users/groups': [
    { of: 'S U F', answers: FOR_VERIFIED },
    { of: 'N', query: 'include_inherited=true', answers: FOR_VERIFIED },
  ],
  'get /api/v1/users/{id}/groups': [
    { of: 'S U F', answers: FOR_ADMINISTRATORS },
    { of: 'N', query: 'include_inherited=true', answers: FOR_ADMINISTRATORS },
  ],
  'get /api/v1/users/{id}/preview': [
    { of: 'U F N', answers: FOR_ADMINISTRATORS },
    {
      of: 'U F N',
      when: 'nobody',
      path: () => ({ id: '00000000-0000-4000-8000-000000000000' }),
      answers: insteadOf200(FOR_ADMINISTRATORS, 404),
    },
  ],
};
