import { ReeveError } from '../errors/reeve-error.js';

/** The errors of usage: one function each, one code each, never reused and never renamed. */
export const usageErrors = {
  unknownMetric: (metric: string, known: readonly string[]) =>
    new ReeveError(
      'BILLING-METRIC-UNKNOWN',
      400,
      `'${metric}' is no metric. There are ${known.join(', ')}.`,
      {
        metrics: [...known],
      },
    ),
} as const;
