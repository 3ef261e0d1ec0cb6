import type { LoweredQuota, Quotas } from '@reeve/contracts';

/**
 * Which quotas would be less than they are: those that fall, from unlimited to any number too, and those that would not be there
 * any more. A new one is none of them.
 */
export function loweredQuotas(old: Quotas | null, now: Quotas | null): readonly LoweredQuota[] {
  return Object.entries(old ?? {}).flatMap(([quota, before]): LoweredQuota[] => {
    const after = now !== null && Object.hasOwn(now, quota) ? now[quota] : undefined;
    if (after === undefined) return [{ quota, old: before, new: undefined }];
    return after !== null && (before === null || after < before) ? [{ quota, old: before, new: after }] : [];
  });
}
