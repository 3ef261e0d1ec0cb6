import {
  FOR_ADMINISTRATORS,
  FOR_EVERYBODY,
  FOR_SIGNED_IN,
  FOR_VERIFIED,
  insteadOf200,
} from './route-form.js';
import type { RouteForms } from './route-form.js';

const AUTHS = '/api/v1/auths';
const PASSWORD = 'a long enough password';
const ACCOUNT = { name: 'Grace', password: PASSWORD };
const PROFILE = { name: 'Grace', profile_image_url: '/user.png' };
const MORE_OF_PROFILE = { bio: 'Sails', gender: null, date_of_birth: '1906-12-09' };

/** Reference, section 6: accounts and signing in. */
export const AUTHS_ROUTES: RouteForms = {
  [`get ${AUTHS}/`]: [{ of: 'S U F N', answers: FOR_SIGNED_IN }],
  [`post ${AUTHS}/signup`]: [
    { of: 'S U F N', body: ({ email }) => ({ ...ACCOUNT, email }), answers: FOR_EVERYBODY },
    {
      of: 'S U F N',
      when: 'no e-mail',
      body: () => ({ ...ACCOUNT, email: 'nobody' }),
      answers: insteadOf200(FOR_EVERYBODY, 400),
    },
  ],
  [`post ${AUTHS}/signin`]: [
    {
      of: 'S U F N',
      separate: true,
      body: ({ own: { email, password } }) => ({ email, password }),
      answers: [200, 200, 200, 400, 200],
    },
    {
      of: 'S U F N',
      when: 'nobody’s e-mail',
      body: ({ email }) => ({ email, password: PASSWORD }),
      answers: insteadOf200(FOR_EVERYBODY, 400),
    },
  ],
  [`post ${AUTHS}/ldap`]: [
    {
      of: 'S U F N',
      when: 'LDAP is off',
      body: () => ({ user: 'grace', password: PASSWORD }),
      answers: insteadOf200(FOR_EVERYBODY, 400),
    },
  ],
  [`post ${AUTHS}/oauth/{provider}/token/exchange`]: [
    {
      of: 'U F N',
      when: 'it is off',
      path: () => ({ provider: 'oidc' }),
      body: () => ({ token: 'an.access.token' }),
      answers: insteadOf200(FOR_EVERYBODY, 403),
    },
    {
      of: 'U F N',
      when: 'no token',
      path: () => ({ provider: 'oidc' }),
      body: () => ({ token: 'no token' }),
      answers: insteadOf200(FOR_EVERYBODY, 422),
    },
  ],
  [`get ${AUTHS}/signout`]: [{ of: 'S', separate: true, answers: FOR_EVERYBODY }],
  [`post ${AUTHS}/signout`]: [{ of: 'U F N', separate: true, answers: FOR_EVERYBODY }],
  [`post ${AUTHS}/add`]: [
    {
      of: 'S U F N',
      body: ({ email }) => ({ ...ACCOUNT, email, role: 'user' }),
      answers: FOR_ADMINISTRATORS,
    },
    {
      of: 'S U F N',
      when: 'free role',
      body: ({ email }) => ({ ...ACCOUNT, email, role: 'wizard' }),
      answers: insteadOf200(FOR_ADMINISTRATORS, 422),
    },
  ],
  [`post ${AUTHS}/update/profile`]: [
    { of: 'S U F N', body: () => ({ ...PROFILE, ...MORE_OF_PROFILE }), answers: FOR_VERIFIED },
    { of: 'S U F N', when: 'required alone', body: () => PROFILE, answers: FOR_VERIFIED },
  ],
  [`post ${AUTHS}/update/timezone`]: [
    { of: 'U F N', body: () => ({ timezone: 'Europe/Vienna' }), answers: FOR_SIGNED_IN },
  ],
  [`post ${AUTHS}/update/password`]: [
    {
      of: 'S U F N',
      separate: true,
      body: ({ own: { password } }) => ({ password, new_password: PASSWORD }),
      answers: FOR_SIGNED_IN,
    },
    {
      of: 'S U F N',
      when: 'wrong password',
      body: () => ({ password: 'another one', new_password: PASSWORD }),
      answers: insteadOf200(FOR_SIGNED_IN, 400),
    },
  ],
  [`get ${AUTHS}/admin/details`]: [{ of: 'S U F N', answers: FOR_SIGNED_IN }],
};
