import { REQUEST_REFUSED } from '@reeve/contracts';
import type { RequestRefused } from '@reeve/contracts';

/** One request that was refused: a stream of one event. */
export type Refusal = { readonly status: 'unrecorded' } | { readonly status: 'recorded' };

export interface RecordRefusal {
  readonly type: 'record-refusal';
  readonly refused: RequestRefused['data'];
}

export const refusalStream = (id: string): string => `refusal-${id}`;

export const refusalDecider = {
  initialState: { status: 'unrecorded' } as Refusal,

  decide(command: RecordRefusal, state: Refusal): readonly RequestRefused[] {
    switch (state.status) {
      case 'unrecorded':
        return [{ type: REQUEST_REFUSED, data: command.refused }];
      case 'recorded':
        return [];
    }
  },

  evolve(state: Refusal, event: RequestRefused): Refusal {
    // The type says that nothing else can come; the log may know better.
    return (event.type as string) === REQUEST_REFUSED ? { status: 'recorded' } : state;
  },
};
