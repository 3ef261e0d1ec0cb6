/** An administrator's route was asked for by somebody who may not. */
export const REQUEST_REFUSED = 'audit.request.refused.v1';

export interface RequestRefused {
  readonly type: typeof REQUEST_REFUSED;
  readonly data: {
    /** HTTP verb. */
    readonly method: string;
    /** The route's pattern, never the address asked for: that may hold personal data. */
    readonly route: string;
    /** What the route asks for and the caller does not hold. */
    readonly capability: string;
    /** Code of the error that was answered. */
    readonly code: string;
  };
}
