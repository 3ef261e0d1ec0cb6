const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const LONGEST_MS = 5218 * UNIT_MS.w;

/** What {@link parseLifetime} takes, for messages. */
export const LIFETIME_ALLOWED = 'a number with a unit (ms, s, m, h, d, w) such as 4w, or -1 for no end';

/**
 * Milliseconds of `4w`, `90m`, `1.5h`; null for `-1` and `0`, which stand for no end; undefined for anything else, and for
 * what is shorter than a second or longer than a hundred years. Open WebUI's grammar (reference 2.1).
 */
export function parseLifetime(value: string): number | null | undefined {
  if (value === '-1' || value === '0') return null;
  const match = /^(\d{1,9}(?:\.\d{1,9})?)(ms|s|m|h|d|w)$/.exec(value);
  if (match === null) return undefined;
  const milliseconds = Math.round(Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS]);
  return milliseconds >= 1000 && milliseconds <= LONGEST_MS ? milliseconds : undefined;
}
