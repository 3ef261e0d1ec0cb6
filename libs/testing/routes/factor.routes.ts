import { FOR_ADMINISTRATORS, FOR_EVERYBODY, insteadOf200 } from './route-form.js';
import type { RouteForms, Statuses } from './route-form.js';

const MFA = '/api/v1/auths/mfa';
/** As long as one is, and of nothing that was begun. */
const TOKEN = 'a-token-that-nobody-was-given';
const CODE = '123456';

/** One's own factor is for sessions: a key does not stand for somebody who has a telephone at hand. */
const FOR_SESSIONS: Statuses = [200, 200, 200, 401, 403];
const NOT_BEGUN = insteadOf200(FOR_EVERYBODY, 401);

/** Reference, section 11.3: the second factor, of people who have none. */
export const FACTOR_ROUTES: RouteForms = {
  [`get ${MFA}/status`]: [{ of: 'N', answers: FOR_SESSIONS }],
  [`post ${MFA}/challenge`]: [
    { of: 'N', when: 'from another page', answers: insteadOf200(FOR_EVERYBODY, 403) },
  ],
  [`post ${MFA}/enroll/start`]: [
    { of: 'N', when: 'not begun', body: () => ({ challenge_token: TOKEN }), answers: NOT_BEGUN },
    {
      of: 'N',
      when: 'more than is asked',
      body: () => ({ challenge_token: TOKEN, more: true }),
      answers: insteadOf200(FOR_EVERYBODY, 422),
    },
  ],
  [`post ${MFA}/enroll/confirm`]: [
    { of: 'N', when: 'not begun', body: () => ({ challenge_token: TOKEN, code: CODE }), answers: NOT_BEGUN },
  ],
  [`post ${MFA}/verify`]: [
    { of: 'N', when: 'not begun', body: () => ({ challenge_token: TOKEN, code: CODE }), answers: NOT_BEGUN },
  ],
  [`post ${MFA}/recover`]: [
    {
      of: 'N',
      when: 'not begun',
      body: () => ({ challenge_token: TOKEN, reset_token: TOKEN }),
      answers: NOT_BEGUN,
    },
  ],
  [`post ${MFA}/replace`]: [
    { of: 'N', when: 'none there', body: () => ({ code: CODE }), answers: insteadOf200(FOR_SESSIONS, 409) },
  ],
  [`post ${MFA}/recovery/codes`]: [
    { of: 'N', when: 'none there', body: () => ({ code: CODE }), answers: insteadOf200(FOR_SESSIONS, 409) },
  ],
  [`post ${MFA}/reset`]: [
    {
      of: 'Reeve',
      when: 'none there',
      body: ({ userId }) => ({ user: userId, reason: 'Lost telephone' }),
      answers: [409, 403, 403, 401, 403],
    },
    {
      of: 'Reeve',
      when: 'no reason',
      body: ({ userId }) => ({ user: userId }),
      answers: insteadOf200(FOR_ADMINISTRATORS, 422),
    },
  ],
};
