import { command, query } from '../rpc.js';
import type { Visibility } from './users.rpc.js';

/** A session that goes on. Times in epoch seconds. */
export interface SessionSummary {
  readonly id: string;
  /** Null: started by another server with the same signing secret, when is not known. */
  readonly started_at: number | null;
  /** Null: never, or not known. */
  readonly expires_at: number | null;
  /** Where it was started from; null where that is not known. */
  readonly ip: string | null;
  readonly user_agent: string | null;
  /** Whether it is the one that asks. */
  readonly current: boolean;
}

export interface SessionPage {
  readonly items: readonly SessionSummary[];
  readonly total: number;
}

/** Pages from 1. */
export interface PageOf {
  readonly page: number;
  readonly pageSize: number;
}

export const sessionsRpc = {
  /** The caller's sessions that go on, those that last longest first. */
  listOwn: query<PageOf, SessionPage>('reeve.users.list-own-sessions'),
  /** Somebody's. @throws `USERS-NOT-FOUND` 404. */
  list: query<PageOf & { userId: string }, SessionPage>('reeve.users.list-sessions'),
  /** @throws `USERS-SESSION-NOT-FOUND` 404 unless it is one of the caller's. */
  endOwn: command<{ sessionId: string }, Visibility>('reeve.users.end-own-session'),
  /** @throws `USERS-NOT-FOUND`, `USERS-SESSION-NOT-FOUND` 404; `USERS-CREDENTIALS-PROTECTED` 403. */
  end: command<{ userId: string; sessionId: string }, Visibility>('reeve.users.end-session'),
  /** All of the caller's; with `keepCurrent` all but the one that asks. */
  endAllOwn: command<{ keepCurrent: boolean }, Visibility>('reeve.users.end-own-sessions'),
  /** All of somebody's. @throws `USERS-NOT-FOUND` 404; `USERS-CREDENTIALS-PROTECTED` 403. */
  endAll: command<{ userId: string }, Visibility>('reeve.users.end-sessions'),
} as const;
