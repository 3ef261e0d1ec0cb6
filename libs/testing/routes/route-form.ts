import type { JsonValue } from '@reeve/contracts';

/** Who asks. The API key is an administrator's. */
export const CALLERS = ['admin', 'user', 'pending', 'nobody', 'API key'] as const;
export type Caller = (typeof CALLERS)[number];

/** What each of {@link CALLERS} is answered, in their order. */
export type Statuses = readonly [
  admin: number,
  user: number,
  pending: number,
  nobody: number,
  apiKey: number,
];

/** What a request is made with: each of it is there for that one request alone. */
export interface Given {
  /** Somebody with the role user, who is not the caller. */
  readonly userId: string;
  /** A group that nobody is in. */
  readonly groupId: string;
  /** A plan that nobody has ever had, unless the form says otherwise. */
  readonly planId: string;
  /** Nobody has it. */
  readonly email: string;
  /** The caller's, with a `separate` account; else of nobody. */
  readonly own: {
    readonly id: string;
    readonly sessionId: string;
    readonly email: string;
    readonly password: string;
  };
}

/** A form that a route is asked in, and what comes of it. */
export interface RouteForm {
  /** The generations of Open WebUI that ask so, by the letters of docs/openwebui-admin-api.md; `Reeve` where none does. */
  readonly of: string;
  /** What sets it apart from the other forms of the route. */
  readonly when?: string;
  readonly query?: string;
  readonly body?: (given: Given) => JsonValue;
  /** The body's, where it is not JSON. */
  readonly type?: string;
  /** What stands in the path's places; by default a group under `/groups/`, a plan under `/plans/`, somebody where a user is meant, nobody's id elsewhere. */
  readonly path?: (given: Given) => Readonly<Record<string, string>>;
  /** What has become of the plan: somebody else has it, or had it before it was deleted. */
  readonly plan?: 'sold' | 'archived';
  /** Of whoever it is about, who is the caller where the path names nobody: to another plan, and how it stands. */
  readonly subscription?: 'active' | 'paused' | 'canceled';
  /** Asked by somebody with an account of their own, because it ends or changes what they are known by. */
  readonly separate?: true;
  readonly answers: Statuses;
}

/** By `method path`, as in the OpenAPI document. */
export type RouteForms = Readonly<Record<string, readonly RouteForm[]>>;

export const FOR_ADMINISTRATORS: Statuses = [200, 403, 403, 401, 200];
export const FOR_VERIFIED: Statuses = [200, 200, 403, 401, 200];
export const FOR_SIGNED_IN: Statuses = [200, 200, 200, 401, 200];
export const FOR_EVERYBODY: Statuses = [200, 200, 200, 200, 200];

/** The same, but whoever is let in is answered otherwise. */
export function insteadOf200(answers: Statuses, status: number): Statuses {
  const answer = (index: number) => (answers[index] === 200 ? status : (answers[index] ?? 0));
  return [answer(0), answer(1), answer(2), answer(3), answer(4)];
}
