import type { SuiteOptions } from '@reeve/testing/end-to-end';

/** Each new installation has servers, or several processes, to start. */
export const FEWER: SuiteOptions = { firstSignUps: 10 };
