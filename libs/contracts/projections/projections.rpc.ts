import { broadcast, command, query } from '../rpc.js';
import type { Broadcast, Rpc } from '../rpc.js';
import type { ProjectionMending } from './projections.events.js';

/** The projections there are: one a context, under the context's name. */
export const PROJECTIONS = ['config', 'users', 'billing', 'audit'] as const;
export type ProjectionName = (typeof PROJECTIONS)[number];

/**
 * `live`: follows the log. `catching-up`: has some of it to read. `retrying`: waits for a store. `poisoned`: stands still at an
 * event that it cannot project. `stopped`: no process is at work on it.
 */
export const PROJECTION_STATES = [
  'starting',
  'catching-up',
  'live',
  'retrying',
  'poisoned',
  'stopped',
] as const;
export type ProjectionState = (typeof PROJECTION_STATES)[number];

/** How a projection is, in whichever process it is at work. */
export interface ProjectionStatus {
  readonly state: ProjectionState;
  /** Why it is poisoned or retrying; names stream and revision of an event that it cannot project. */
  readonly reason: string | null;
  /** Its documents are being made again from the log: requests to the context are answered 503 until that is over. */
  readonly rebuilding: boolean;
  /** Reads show everything up to here. Opaque. */
  readonly position: string | null;
  /** Seconds since the oldest event was recorded that was read and is not shown; 0: there is none. */
  readonly behind_seconds: number;
  /** What an operator asked for and is not begun yet; null: nothing. */
  readonly requested: ProjectionMending | null;
  /** The process at work, `name@host:pid`; null when there is none, or can be no other. */
  readonly process: string | null;
}

/** How far reads show the log, told by the process at work to the others. */
export interface ProjectionProgressed {
  /** Null: nowhere yet. */
  readonly position: string | null;
  readonly rebuilding: boolean;
}

/** What a context's service offers for its projection. Any of its processes can be asked. */
export interface ProjectionRpc {
  readonly status: Rpc<Record<string, never>, ProjectionStatus>;
  /** Resolves when it is certain to come to the process at work, which does it within seconds. */
  readonly mend: Rpc<{ mending: ProjectionMending }, Record<string, never>>;
  readonly progressed: Broadcast<ProjectionProgressed>;
}

export function projectionRpc(projection: string): ProjectionRpc {
  return {
    status: query(`reeve.${projection}.projection-status`),
    mend: command(`reeve.${projection}.mend-projection`),
    progressed: broadcast(`reeve.${projection}.projected`),
  };
}
