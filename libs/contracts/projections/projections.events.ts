/** `resume`: try again, the event it stands still at first. `rebuild`: empty the documents and begin with the first event. */
export const PROJECTION_MENDINGS = ['resume', 'rebuild'] as const;
export type ProjectionMending = (typeof PROJECTION_MENDINGS)[number];

/** Somebody asked that a projection be resumed or rebuilt. */
export const PROJECTION_MENDING_REQUESTED = 'operations.projection.mending-requested.v1';

export interface ProjectionMendingRequested {
  readonly type: typeof PROJECTION_MENDING_REQUESTED;
  readonly data: {
    readonly projection: string;
    readonly mending: ProjectionMending;
  };
}
