import type { RateLimitDecision, RateLimitRule } from '@reeve/rate-limiter';

type Decisions = readonly RateLimitDecision[] | undefined;

/** Decides on several attempts under one key at once; undefined when it cannot. */
type Decide = (rule: RateLimitRule, key: string, attempts: number) => Promise<Decisions>;

interface Group {
  attempts: number;
  readonly decisions: Promise<Decisions>;
}

/**
 * Brings together the attempts under one key that are made in one turn of the event loop: somebody who sends many requests at
 * once costs one question, and each attempt has its own place in the count.
 */
export class AttemptsOfATurn {
  private readonly groups = new Map<string, Group>();

  constructor(private readonly decide: Decide) {}

  /** Undefined when it could not be decided. */
  async consume(rule: RateLimitRule, key: string): Promise<RateLimitDecision | undefined> {
    const name = `${rule.name}\n${key}`;
    const group = this.groups.get(name) ?? this.open(name, rule, key);
    const place = group.attempts;
    group.attempts += 1;
    return (await group.decisions)?.[place];
  }

  private open(name: string, rule: RateLimitRule, key: string): Group {
    const group: Group = {
      attempts: 0,
      decisions: new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
        this.groups.delete(name);
        return this.decide(rule, key, group.attempts);
      }),
    };
    this.groups.set(name, group);
    return group;
  }
}
