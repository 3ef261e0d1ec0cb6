import { FOR_ADMINISTRATORS, FOR_VERIFIED, insteadOf200 } from './route-form.js';
import type { RouteForms } from './route-form.js';

const USERS = '/api/v1/users';
const OF_SOMEBODY = { role: 'user', name: 'Grace', profile_image_url: '/user.png' };
const SETTINGS = { ui: { theme: 'dark' } };
const STATUS = { status_emoji: '⛵', status_message: 'Away' };

const NOBODY = () => ({ id: '00000000-0000-4000-8000-000000000000' });

/** Reference, section 4: users. */
export const USERS_ROUTES: RouteForms = {
  [`get ${USERS}/`]: [
    { of: 'S U F N', query: 'query=a&order_by=name&direction=asc&page=1', answers: FOR_ADMINISTRATORS },
    { of: 'Reeve', query: 'role=user&status=active&page_size=200', answers: FOR_ADMINISTRATORS },
    { of: 'S U F N', query: 'order_by=shoe_size', answers: insteadOf200(FOR_ADMINISTRATORS, 422) },
  ],
  [`get ${USERS}/all`]: [{ of: 'S U F N', answers: FOR_ADMINISTRATORS }],
  [`get ${USERS}/search`]: [{ of: 'S U F N', query: 'query=100%25_%5C', answers: FOR_VERIFIED }],
  [`get ${USERS}/{id}`]: [
    { of: 'S U F N', answers: FOR_ADMINISTRATORS },
    { of: 'S U F N', when: 'nobody', path: NOBODY, answers: insteadOf200(FOR_ADMINISTRATORS, 404) },
  ],
  [`get ${USERS}/{id}/info`]: [{ of: 'U F N', answers: FOR_VERIFIED }],
  [`get ${USERS}/{id}/active`]: [{ of: 'S U F N', answers: FOR_VERIFIED }],
  [`get ${USERS}/{id}/profile/image`]: [{ of: 'S U F N', answers: FOR_VERIFIED }],
  [`post ${USERS}/{id}/update`]: [
    { of: 'S', body: ({ email }) => ({ ...OF_SOMEBODY, email }), answers: FOR_ADMINISTRATORS },
    {
      of: 'S',
      when: 'with a password',
      body: ({ email }) => ({ ...OF_SOMEBODY, email, password: 'a long enough password' }),
      answers: FOR_ADMINISTRATORS,
    },
    { of: 'U F N', body: () => ({ name: 'Grace' }), answers: FOR_ADMINISTRATORS },
    { of: 'U F N', when: 'nothing', body: () => ({}), answers: FOR_ADMINISTRATORS },
    {
      of: 'U F N',
      when: 'an image that could run',
      body: () => ({ profile_image_url: 'data:image/svg+xml;base64,PHN2Zy8+' }),
      answers: insteadOf200(FOR_ADMINISTRATORS, 422),
    },
  ],
  [`post ${USERS}/{id}/disable`]: [{ of: 'Reeve', answers: FOR_ADMINISTRATORS }],
  [`post ${USERS}/{id}/enable`]: [{ of: 'Reeve', answers: FOR_ADMINISTRATORS }],
  [`post ${USERS}/{id}/primary`]: [
    {
      of: 'Reeve',
      when: 'by another administrator',
      answers: insteadOf200(FOR_ADMINISTRATORS, 403),
    },
  ],
  [`delete ${USERS}/{id}`]: [
    { of: 'S U F N', answers: FOR_ADMINISTRATORS },
    { of: 'Reeve', query: 'erase=true', answers: FOR_ADMINISTRATORS },
    { of: 'S U F N', when: 'nobody', path: NOBODY, answers: insteadOf200(FOR_ADMINISTRATORS, 404) },
  ],
  [`get ${USERS}/user/settings`]: [
    { of: 'S U F', answers: FOR_VERIFIED },
    { of: 'N', query: 'raw=true', answers: FOR_VERIFIED },
  ],
  [`post ${USERS}/user/settings/update`]: [
    { of: 'S U F', body: () => SETTINGS, answers: FOR_VERIFIED },
    { of: 'N', when: 'a patch', body: () => ({ ui: { theme: null } }), answers: FOR_VERIFIED },
  ],
  [`get ${USERS}/user/status`]: [{ of: 'S U F N', answers: FOR_VERIFIED }],
  [`post ${USERS}/user/status/update`]: [
    { of: 'S U F N', body: () => ({ ...STATUS, status_expires_at: null }), answers: FOR_VERIFIED },
  ],
  [`get ${USERS}/user/info`]: [{ of: 'S U F N', answers: FOR_VERIFIED }],
  [`post ${USERS}/user/info/update`]: [
    { of: 'S U F N', body: () => ({ location: { city: 'Vienna' } }), answers: FOR_VERIFIED },
  ],
  [`get ${USERS}/user/variables`]: [{ of: 'F N', answers: FOR_VERIFIED }],
  [`post ${USERS}/user/variables/update`]: [
    { of: 'F N', body: () => ({ variables: { greeting: 'Ahoy' } }), answers: FOR_VERIFIED },
  ],
  'get /api/usage': [{ of: 'S U F N', answers: FOR_VERIFIED }],
  [`post ${USERS}/import`]: [
    {
      of: 'Reeve',
      when: 'CSV',
      type: 'text/csv',
      body: () => 'Name,Email,Password,Role\n',
      answers: FOR_ADMINISTRATORS,
    },
    {
      of: 'Reeve',
      when: 'NDJSON, dry run',
      query: 'dry_run=true',
      type: 'application/x-ndjson',
      body: ({ email }) => JSON.stringify({ name: 'Grace', email, password: 'a long enough password' }),
      answers: FOR_ADMINISTRATORS,
    },
    { of: 'Reeve', when: 'JSON', body: () => [], answers: insteadOf200(FOR_ADMINISTRATORS, 415) },
  ],
};
