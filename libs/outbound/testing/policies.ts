import type { OutboundPolicy } from '../outbound-policy.js';

/** A resolver that knows these names and no other. */
export function knowing(
  names: Readonly<Record<string, readonly string[]>>,
): NonNullable<OutboundPolicy['lookup']> {
  return (hostname) => {
    const addresses = names[hostname];
    return addresses === undefined
      ? Promise.reject(Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' }))
      : Promise.resolve(addresses);
  };
}

export const privateAllowed: OutboundPolicy = { allowPrivate: true };
export const privateRefused: OutboundPolicy = { allowPrivate: false };

/** A resolver that gives each answer once, in turn, and then the last one for ever; `asked` counts. */
export function rebinding(...answers: readonly (readonly string[])[]): {
  readonly lookup: NonNullable<OutboundPolicy['lookup']>;
  readonly asked: () => number;
} {
  let asked = 0;
  return {
    lookup: () => {
      const answer = answers[Math.min(asked, answers.length - 1)] ?? [];
      asked += 1;
      return Promise.resolve(answer);
    },
    asked: () => asked,
  };
}
