import { FOR_ADMINISTRATORS, FOR_VERIFIED, insteadOf200 } from './route-form.js';
import type { RouteForm, RouteForms } from './route-form.js';

const OF_USER = '/api/v1/admin/billing/users/{user_id}';
const OWN = '/api/v1/billing';

const NOT_FOUND = insteadOf200(FOR_ADMINISTRATORS, 404);
const CONFLICT = insteadOf200(FOR_ADMINISTRATORS, 409);
const INVALID = insteadOf200(FOR_ADMINISTRATORS, 422);

const NOBODY: RouteForm = {
  of: 'F',
  when: 'nobody',
  path: () => ({ user_id: '00000000-0000-4000-8000-000000000000' }),
  answers: NOT_FOUND,
};
const NONE: RouteForm = { of: 'Reeve', when: 'none there', answers: NOT_FOUND };
const OVER: RouteForm = {
  of: 'Reeve',
  when: 'one that is over',
  subscription: 'canceled',
  answers: CONFLICT,
};

/** Reference, sections 7 and 7.2, and beyond it: subscriptions and their use. */
export const SUBSCRIPTIONS_ROUTES: RouteForms = {
  [`get ${OF_USER}/subscription`]: [
    { of: 'F', answers: FOR_ADMINISTRATORS },
    { of: 'F', when: 'one', subscription: 'active', answers: FOR_ADMINISTRATORS },
    NOBODY,
  ],
  [`put ${OF_USER}/subscription`]: [
    { of: 'F', body: ({ planId }) => ({ plan_id: planId }), answers: FOR_ADMINISTRATORS },
    {
      of: 'F',
      when: 'use from nothing',
      subscription: 'active',
      body: ({ planId }) => ({ plan_id: planId, reset_usage: true }),
      answers: FOR_ADMINISTRATORS,
    },
    {
      of: 'Reeve',
      when: 'on trial',
      body: ({ planId }) => ({ plan_id: planId, trial_days: 14 }),
      answers: FOR_ADMINISTRATORS,
    },
    {
      of: 'Reeve',
      when: 'at the end of the period',
      subscription: 'active',
      body: ({ planId }) => ({ plan_id: planId, at_period_end: true }),
      answers: FOR_ADMINISTRATORS,
    },
    { ...NONE, when: 'at the end of none', body: ({ planId }) => ({ plan_id: planId, at_period_end: true }) },
    {
      ...OVER,
      when: 'after one that is over',
      body: ({ planId }) => ({ plan_id: planId }),
      answers: FOR_ADMINISTRATORS,
    },
    {
      of: 'Reeve',
      when: 'a paused one',
      subscription: 'paused',
      body: ({ planId }) => ({ plan_id: planId }),
      answers: CONFLICT,
    },
    {
      of: 'Reeve',
      when: 'an archived plan',
      plan: 'archived',
      body: ({ planId }) => ({ plan_id: planId }),
      answers: CONFLICT,
    },
    { of: 'F', when: 'no such plan', body: () => ({ plan_id: 'none' }), answers: NOT_FOUND },
    { of: 'F', when: 'no plan', body: () => ({}), answers: INVALID },
    { ...NOBODY, body: ({ planId }) => ({ plan_id: planId }) },
  ],
  [`post ${OF_USER}/subscription/cancel`]: [
    { of: 'Reeve', subscription: 'active', body: () => ({}), answers: FOR_ADMINISTRATORS },
    {
      of: 'Reeve',
      when: 'at once',
      subscription: 'active',
      body: () => ({ immediate: true }),
      answers: FOR_ADMINISTRATORS,
    },
    { ...OVER, body: () => ({}) },
    { ...NONE, body: () => ({}) },
    { of: 'Reeve', when: 'no boolean', body: () => ({ immediate: 'soon' }), answers: INVALID },
    { ...NOBODY, body: () => ({}) },
  ],
  [`post ${OF_USER}/subscription/pause`]: [
    { of: 'Reeve', subscription: 'active', answers: FOR_ADMINISTRATORS },
    { of: 'Reeve', when: 'a paused one', subscription: 'paused', answers: CONFLICT },
    OVER,
    NONE,
    NOBODY,
  ],
  [`post ${OF_USER}/subscription/resume`]: [
    { of: 'Reeve', subscription: 'paused', answers: FOR_ADMINISTRATORS },
    { of: 'Reeve', when: 'one that goes on', subscription: 'active', answers: CONFLICT },
    OVER,
    NONE,
    NOBODY,
  ],
  [`post ${OF_USER}/usage`]: [
    {
      of: 'Reeve',
      subscription: 'active',
      body: () => ({ metric: 'requests', amount: 2 }),
      answers: FOR_ADMINISTRATORS,
    },
    {
      of: 'Reeve',
      when: 'of a paused one',
      subscription: 'paused',
      body: () => ({ metric: 'requests' }),
      answers: CONFLICT,
    },
    {
      of: 'Reeve',
      when: 'no such metric',
      body: () => ({ metric: 'thoughts' }),
      answers: insteadOf200(FOR_ADMINISTRATORS, 400),
    },
    { of: 'Reeve', when: 'nothing of it', body: () => ({ metric: 'requests', amount: 0 }), answers: INVALID },
    { ...NOBODY, body: () => ({ metric: 'requests' }) },
  ],
  [`get ${OWN}/plans`]: [{ of: 'S', answers: FOR_VERIFIED }],
  [`get ${OWN}/plans/{id}`]: [
    { of: 'S', answers: FOR_VERIFIED },
    { of: 'Reeve', when: 'an archived one', plan: 'archived', answers: insteadOf200(FOR_VERIFIED, 404) },
    { of: 'S', when: 'none', path: () => ({ id: 'none' }), answers: insteadOf200(FOR_VERIFIED, 404) },
  ],
  [`get ${OWN}/subscription`]: [{ of: 'S', answers: FOR_VERIFIED }],
  [`post ${OWN}/subscription/cancel`]: [
    { of: 'S', subscription: 'active', separate: true, body: () => ({}), answers: FOR_VERIFIED },
    {
      of: 'S',
      when: 'at once',
      subscription: 'active',
      separate: true,
      body: () => ({ immediate: true }),
      answers: FOR_VERIFIED,
    },
    { of: 'S', when: 'none there', body: () => ({}), answers: insteadOf200(FOR_VERIFIED, 404) },
  ],
  [`get ${OWN}/me`]: [{ of: 'S', answers: FOR_VERIFIED }],
  [`get ${OWN}/usage/{metric}`]: [
    { of: 'S', path: () => ({ metric: 'requests' }), answers: FOR_VERIFIED },
    {
      of: 'S',
      when: 'no such metric',
      path: () => ({ metric: 'thoughts' }),
      answers: insteadOf200(FOR_VERIFIED, 400),
    },
  ],
  [`post ${OWN}/usage/check`]: [
    { of: 'S', body: () => ({ metric: 'requests', amount: 2 }), answers: FOR_VERIFIED },
    {
      of: 'S',
      when: 'no such metric',
      body: () => ({ metric: 'thoughts' }),
      answers: insteadOf200(FOR_VERIFIED, 400),
    },
    {
      of: 'S',
      when: 'nothing of it',
      body: () => ({ metric: 'requests', amount: 0 }),
      answers: insteadOf200(FOR_VERIFIED, 422),
    },
  ],
  [`post ${OWN}/usage`]: [
    { of: 'Reeve', body: () => ({ metric: 'requests' }), answers: FOR_VERIFIED },
    {
      of: 'Reeve',
      when: 'of a paused one',
      subscription: 'paused',
      separate: true,
      body: () => ({ metric: 'requests' }),
      answers: insteadOf200(FOR_VERIFIED, 409),
    },
    {
      of: 'Reeve',
      when: 'no such metric',
      body: () => ({ metric: 'thoughts' }),
      answers: insteadOf200(FOR_VERIFIED, 400),
    },
  ],
};
