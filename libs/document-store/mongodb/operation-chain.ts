import type { WriteOperation } from '@reeve/document-store';

/** What decides whether operations on an id take effect: undefined, there is none; `seen` null, it has seen nothing. */
export type Present = { readonly seen: string | null } | undefined;

export interface ChainOutcome {
  /** For each operation, whether it took effect. */
  readonly effects: readonly boolean[];
  /** The operation whose result remains; undefined when none took effect. */
  readonly last: WriteOperation | undefined;
}

/** What operations on one id come to, one after the other, from what there is. */
export function runChain(before: Present, operations: readonly WriteOperation[]): ChainOutcome {
  let present = before;
  let last: WriteOperation | undefined;
  const effects = operations.map((operation) => {
    if (!takesEffect(present, operation)) return false;
    last = operation;
    present = after(operation);
    return true;
  });
  return { effects, last };
}

/** Positions are ASCII: the order of UTF-16 is that of MongoDB. */
export function isHeldBack({ seen: stored }: NonNullable<Present>, seen: string | undefined): boolean {
  return stored !== null && seen !== undefined && seen <= stored;
}

function takesEffect(present: Present, operation: WriteOperation): boolean {
  switch (operation.kind) {
    case 'put':
      return present === undefined || !isHeldBack(present, operation.seen);
    case 'insert':
      return present === undefined;
    case 'remove':
      return present !== undefined;
  }
}

function after(operation: WriteOperation): Present {
  switch (operation.kind) {
    case 'put':
      return { seen: operation.seen ?? null };
    case 'insert':
      return { seen: null };
    case 'remove':
      return undefined;
  }
}
