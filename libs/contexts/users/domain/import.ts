import { USER_STREAMS } from '@reeve/contracts';
import type { ImportCounts, ImportEnded } from '@reeve/contracts';

export interface ImportState {
  readonly status: 'under-way' | 'cut-off' | 'complete';
}

export interface EndImport {
  readonly kind: 'end';
  readonly importId: string;
  readonly rows: ImportCounts;
  readonly complete: boolean;
}

export const importStream = (importId: string): string => `${USER_STREAMS.import}${importId}`;

/** An import that was cut off may be repeated, and end again; one that is complete has ended once and for all. */
export const importDecider = {
  initialState: { status: 'under-way' } as ImportState,

  decide({ importId, rows, complete }: EndImport, state: ImportState): readonly ImportEnded[] {
    if (state.status === 'complete') return [];
    return [{ type: 'users.import.ended.v1', data: { importId, rows, complete } }];
  },

  evolve(_: ImportState, { data }: ImportEnded): ImportState {
    return { status: data.complete ? 'complete' : 'cut-off' };
  },
};
