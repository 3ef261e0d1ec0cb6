/** The value in the middle; of an even number of values, the lower of the two. NaN of none. */
export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** Nearest rank: the smallest value that `rank` per cent of the values do not exceed. NaN of none. */
export function percentile(values: readonly number[], rank: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil((rank / 100) * sorted.length) - 1)] ?? NaN;
}

/**
 * Mann-Whitney's test, by its normal approximation (samples of 20 and more) with ties counted half: how likely two samples
 * that differ as much as these are when both come from the same distribution. 0 to 1; below 0.05 they count as different.
 */
export function mannWhitney(left: readonly number[], right: readonly number[]): number {
  const pooled = [
    ...left.map((value) => ({ value, isLeft: true })),
    ...right.map((value) => ({ value, isLeft: false })),
  ];
  pooled.sort((one, other) => one.value - other.value);
  let rankSum = 0;
  let ties = 0;
  for (let first = 0; first < pooled.length;) {
    let next = first;
    while (next < pooled.length && pooled[next]?.value === pooled[first]?.value) next++;
    const rank = (first + 1 + next) / 2;
    rankSum += rank * pooled.slice(first, next).filter(({ isLeft }) => isLeft).length;
    ties += (next - first) ** 3 - (next - first);
    first = next;
  }
  const [m, n] = [left.length, right.length];
  const u = rankSum - (m * (m + 1)) / 2;
  const variance = ((m * n) / 12) * (m + n + 1 - ties / ((m + n) * (m + n - 1)));
  if (variance === 0) return 1;
  // Half a step towards the middle: ranks are whole, and the normal distribution is not.
  const z = Math.max(0, Math.abs(u - (m * n) / 2) - 0.5) / Math.sqrt(variance);
  return 2 * (1 - normal(z));
}

/** The normal distribution up to z >= 0, by Abramowitz and Stegun 26.2.17: to seven digits. */
function normal(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const polynomial =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * polynomial;
}
