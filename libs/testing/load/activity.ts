import { change } from './changes.js';
import type { Answer } from './administrator.js';

/** One kind of request that comes again and again, whether those before it were answered or not. */
export interface Activity {
  readonly name: string;
  /** Milliseconds from one to the next. */
  readonly everyMs: number;
  request(nth: number): LoadRequest;
}

export interface LoadRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
  /** What an answer of 200 has to hold, whatever is under way. */
  readonly shows?: RegExp;
  /** Present in a write: what the log has to hold once it is acknowledged. */
  readonly made?: (answer: Answer) => string;
}

/** Sections that {@link change} changes; one holds a secret. */
const READ = ['subagents', 'banners', 'tool_servers'];

/**
 * Administrators who change sections, and look at them and at the audit log, while people sign up. Every section has to have
 * been changed before: one that shows its default then shows too little.
 */
export const ACTIVITIES: readonly Activity[] = [
  {
    name: 'change',
    everyMs: 40,
    request: (nth) => ({ method: 'POST', ...change(nth), made: () => changeMark(nth) }),
  },
  {
    name: 'sign-up',
    everyMs: 400,
    request: (nth) => ({
      method: 'POST',
      path: '/api/v1/auths/signup',
      body: JSON.stringify({
        name: `Person ${nth}`,
        email: `person-${nth}@example.com`,
        password: 'correct horse battery staple',
      }),
      made: ({ body }) => userMark((JSON.parse(body) as { id: string }).id),
    }),
  },
  {
    name: 'read',
    everyMs: 40,
    request: (nth) => ({
      method: 'GET',
      path: `/api/v1/config/${READ[nth % READ.length] ?? ''}`,
      shows: /change-\d/,
    }),
  },
  {
    name: 'audit',
    everyMs: 200,
    request: () => ({ method: 'GET', path: '/api/v1/admin/audit/logs?limit=10' }),
  },
];

export const changeMark = (nth: number): string => `change ${nth}`;
export const userMark = (id: string): string => `user ${id}`;
