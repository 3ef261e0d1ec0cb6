import { FOR_ADMINISTRATORS, FOR_EVERYBODY, insteadOf200 } from './route-form.js';
import type { RouteForm, RouteForms } from './route-form.js';

const PLANS = '/api/v1/admin/billing/plans';
const PLAN = `${PLANS}/{id}`;

const LEAST = { name: 'Pro', price: 9.99, interval: 'month' };
/** As the page of Open WebUI sends it. */
const WHOLE = {
  ...LEAST,
  name_ru: 'Профи',
  description: 'For those who do more',
  description_ru: null,
  currency: 'USD',
  quotas: { requests: 1000, tokens_input: null },
  features: ['Faster'],
  is_active: true,
  display_order: 1,
  plan_extra_metadata: {},
};

const NOT_FOUND = insteadOf200(FOR_ADMINISTRATORS, 404);
const CONFLICT = insteadOf200(FOR_ADMINISTRATORS, 409);
const REFUSED = insteadOf200(FOR_ADMINISTRATORS, 400);
const INVALID = insteadOf200(FOR_ADMINISTRATORS, 422);

const UNKNOWN: RouteForm = { of: 'S', when: 'none', path: () => ({ id: 'none' }), answers: NOT_FOUND };
const ARCHIVED: RouteForm = { of: 'Reeve', when: 'an archived one', plan: 'archived', answers: CONFLICT };

/** Reference, section 7: plans. */
export const PLANS_ROUTES: RouteForms = {
  [`get ${PLANS}`]: [
    { of: 'S', answers: FOR_ADMINISTRATORS },
    { of: 'Reeve', query: 'active=true&archived=true', answers: FOR_ADMINISTRATORS },
    { of: 'Reeve', query: 'active=perhaps', answers: INVALID },
  ],
  [`post ${PLANS}`]: [
    { of: 'S', when: 'required alone', body: () => LEAST, answers: FOR_ADMINISTRATORS },
    {
      of: 'S',
      when: 'whole',
      body: ({ email }) => ({ ...WHOLE, id: email.replace('@', '.') }),
      answers: FOR_ADMINISTRATORS,
    },
    {
      of: 'S',
      when: 'an id that there is',
      body: ({ planId }) => ({ ...LEAST, id: planId }),
      answers: REFUSED,
    },
    { of: 'S', when: 'nothing', body: () => ({}), answers: INVALID },
    { of: 'Reeve', when: 'more than is asked', body: () => ({ ...LEAST, discount: 5 }), answers: INVALID },
    {
      of: 'Reeve',
      when: 'more digits than there are',
      body: () => ({ ...LEAST, price: 9.999 }),
      answers: INVALID,
    },
    {
      of: 'Reeve',
      when: 'a key twice',
      body: () => '{"price":1,"price":2}',
      answers: insteadOf200(FOR_EVERYBODY, 422),
    },
  ],
  [`get ${PLAN}`]: [
    { of: 'S', answers: FOR_ADMINISTRATORS },
    { ...ARCHIVED, answers: FOR_ADMINISTRATORS },
    UNKNOWN,
  ],
  [`put ${PLAN}`]: [
    { of: 'S', when: 'whole', body: () => WHOLE, answers: FOR_ADMINISTRATORS },
    { of: 'S', when: 'one field', body: () => ({ display_order: 7 }), answers: FOR_ADMINISTRATORS },
    { of: 'S', when: 'nothing', body: () => ({}), answers: FOR_ADMINISTRATORS },
    {
      of: 'S',
      when: 'less for those who have it',
      plan: 'sold',
      body: () => ({ quotas: { requests: 1 } }),
      answers: REFUSED,
    },
    { of: 'S', when: 'a negative price', body: () => ({ price: -1 }), answers: INVALID },
    { ...ARCHIVED, body: () => ({ name: 'Pro 2' }) },
    { ...UNKNOWN, body: () => ({}) },
  ],
  [`delete ${PLAN}`]: [
    { of: 'S', answers: FOR_ADMINISTRATORS },
    { of: 'S', when: 'somebody has it', plan: 'sold', answers: REFUSED },
    ARCHIVED,
    UNKNOWN,
  ],
  [`patch ${PLAN}/toggle`]: [{ of: 'S', answers: FOR_ADMINISTRATORS }, ARCHIVED, UNKNOWN],
  [`post ${PLAN}/duplicate`]: [
    { of: 'S', answers: FOR_ADMINISTRATORS },
    { ...ARCHIVED, answers: FOR_ADMINISTRATORS },
    UNKNOWN,
  ],
  [`get ${PLAN}/subscribers`]: [
    { of: 'S', plan: 'sold', answers: FOR_ADMINISTRATORS },
    { of: 'S', query: 'page=2&page_size=100', answers: FOR_ADMINISTRATORS },
    { of: 'S', query: 'page=0&page_size=1000', answers: FOR_ADMINISTRATORS },
    { of: 'S', query: 'page=first', answers: INVALID },
    UNKNOWN,
  ],
};
