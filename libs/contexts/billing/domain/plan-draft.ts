import {
  exponentOf,
  isCurrency,
  MAX_MAJOR_UNITS,
  PLAIN_LINE,
  PLAIN_LINES,
  readMoney,
  validationFailed,
} from '@reeve/contracts';
import type {
  Money,
  MoneyFault,
  PlanDetails,
  PlanDraft,
  Quotas,
  ReeveError,
  ValidationIssue,
} from '@reeve/contracts';
import { isPlanId, MAX_PLAN_ID_CHARACTERS } from './plan-id.js';

const MAX_QUOTAS = 100;
const MAX_QUOTA_NAME = 100;
const MAX_FEATURES = 100;
const MAX_FEATURE = 500;

/** What of a plan is to become what; the price as a decimal, in whichever currency the plan is then. */
export type PlanDraftChanges = Partial<PlanDraft>;

/** @throws ReeveError `REQUEST-INVALID` 422 naming `id`. */
export function checkPlanId(planId: string): void {
  if (isPlanId(planId)) return;
  throw invalid(
    'id',
    'string_pattern_mismatch',
    `An id has up to ${String(MAX_PLAN_ID_CHARACTERS)} letters, digits and _ . -, of which the first is a letter or a digit`,
  );
}

/**
 * Checks what is said of a new plan. @returns it, with its price in minor units.
 *
 * @throws ReeveError `REQUEST-INVALID` 422 naming every field that cannot be.
 */
export function planDetailsOf({ price, currency, ...draft }: PlanDraft): PlanDetails {
  checkDraft({ ...draft, currency });
  return { ...draft, name: draft.name.trim(), price: priceOf(price, currency) };
}

/** As {@link planDetailsOf}, for what is given. @throws ReeveError likewise. */
export function checkDraft({ name, currency, quotas, features }: PlanDraftChanges): void {
  const issues: ValidationIssue[] = [];
  if (name?.trim() === '') {
    issues.push(issue(['name'], 'string_too_short', 'String should have at least 1 character'));
  }
  if (currency !== undefined && !isCurrency(currency)) {
    issues.push(issue(['currency'], 'enum', 'Input should be the code of a currency of ISO 4217'));
  }
  issues.push(...quotaIssues(quotas ?? {}), ...featureIssues(features ?? []));
  if (issues.length > 0) throw refused(issues);
}

/** @throws ReeveError `REQUEST-INVALID` 422 naming `price`. */
export function priceOf(price: string, currency: string): Money {
  const money = readMoney(price, currency);
  if (typeof money === 'string') throw invalid('price', ...PRICE_FAULTS[money](currency));
  return money;
}

const PRICE_FAULTS: Readonly<Record<MoneyFault, (currency: string) => readonly [string, string]>> = {
  'not-a-decimal': () => ['float_parsing', 'Input should be a decimal number that is not negative'],
  'too-many-digits': (currency) => [
    'decimal_max_places',
    `${currency} has ${String(exponentOf(currency))} digits after the point; a price has no more`,
  ],
  'too-large': () => ['less_than_equal', `Input should be less than or equal to ${String(MAX_MAJOR_UNITS)}`],
};

function quotaIssues(quotas: Quotas): readonly ValidationIssue[] {
  const entries = Object.entries(quotas);
  if (entries.length > MAX_QUOTAS) {
    return [issue(['quotas'], 'too_long', `There can be at most ${String(MAX_QUOTAS)} quotas`)];
  }
  return entries.flatMap(([name, limit]) => {
    if (name.trim() === '' || name.length > MAX_QUOTA_NAME) {
      const message = `The name of a quota has 1 to ${String(MAX_QUOTA_NAME)} characters`;
      return [issue(['quotas', name], 'string_too_long', message)];
    }
    if (!PLAIN_LINE.test(name)) {
      const message = 'The name of a quota is one line, without control characters';
      return [issue(['quotas', name], 'string_pattern_mismatch', message)];
    }
    if (limit === null || (Number.isSafeInteger(limit) && limit >= 0)) return [];
    return [
      issue(['quotas', name], 'int_type', 'Input should be a whole number from 0, or null for unlimited'),
    ];
  });
}

function featureIssues(features: readonly string[]): readonly ValidationIssue[] {
  if (features.length > MAX_FEATURES) {
    return [issue(['features'], 'too_long', `There can be at most ${String(MAX_FEATURES)} features`)];
  }
  return features.flatMap((feature, index) => {
    if (feature.length > MAX_FEATURE) {
      const message = `String should have at most ${String(MAX_FEATURE)} characters`;
      return [issue(['features', index], 'string_too_long', message)];
    }
    if (PLAIN_LINES.test(feature)) return [];
    return [issue(['features', index], 'string_pattern_mismatch', 'Text has no control characters')];
  });
}

const issue = (path: readonly (string | number)[], type: string, msg: string): ValidationIssue => ({
  loc: ['body', ...path],
  type,
  msg,
});

const refused = (issues: readonly ValidationIssue[]): ReeveError => validationFailed(issues);

const invalid = (field: string, type: string, msg: string): ReeveError =>
  refused([issue([field], type, msg)]);
