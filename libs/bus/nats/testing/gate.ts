/** Something that a test waits for, or lets others wait for. */
export interface Gate<Value> {
  readonly open: (value: Value) => void;
  readonly opened: Promise<Value>;
}

export function aGate<Value>(): Gate<Value> {
  let open: (value: Value) => void = () => undefined;
  const opened = new Promise<Value>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}
