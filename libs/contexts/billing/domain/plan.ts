import { BILLING_STREAMS, decimalOf, jsonEquals, PLAN_FIELDS, planErrors } from '@reeve/contracts';
import type { PlanChanged, PlanDetails, PlanEvent, PlanField } from '@reeve/contracts';
import { loweredQuotas } from './lowered-quotas.js';
import { checkDraft, priceOf } from './plan-draft.js';
import type { PlanDraftChanges } from './plan-draft.js';

/** `version`: of the last plan under this id, so that no version is ever there twice. 0: there was none. */
export type PlanState =
  | { readonly status: 'none'; readonly version: number }
  | { readonly status: 'existing'; readonly version: number; readonly details: PlanDetails }
  | { readonly status: 'archived'; readonly version: number; readonly details: PlanDetails };

/** How many subscriptions a plan has, and has ever had, as far as was known when it was asked. */
export interface PlanSubscribers {
  /** Those that `countsAsActive`. */
  readonly active: number;
  readonly total: number;
}

export interface CreatePlan {
  readonly kind: 'create';
  readonly planId: string;
  readonly details: PlanDetails;
  /** The plan it is made from; null: none. */
  readonly copyOf: string | null;
}

/** What is not given stays. */
export interface ChangePlan {
  readonly kind: 'change';
  readonly planId: string;
  readonly changes: PlanDraftChanges;
  readonly subscribers: PlanSubscribers;
}

/** From offered to not offered, and back. */
export interface TogglePlan {
  readonly kind: 'toggle';
  readonly planId: string;
}

export interface DeletePlan {
  readonly kind: 'delete';
  readonly planId: string;
  readonly subscribers: PlanSubscribers;
}

export type PlanCommand = CreatePlan | ChangePlan | TogglePlan | DeletePlan;

export const planStream = (planId: string): string => `${BILLING_STREAMS.plan}${planId}`;

/**
 * A plan. Its id is unique because it names the stream: of two that are created under one id at once, one is not the first.
 * An id is free again once its plan was deleted, unless there have been subscribers.
 */
export const planDecider = {
  initialState: { status: 'none', version: 0 } as PlanState,

  decide(command: PlanCommand, state: PlanState): readonly PlanEvent[] {
    const { planId } = command;
    if (command.kind === 'create') return create(command, state);
    if (state.status === 'none') throw planErrors.notFound(planId);
    if (state.status === 'archived') throw planErrors.archived(planId);
    switch (command.kind) {
      case 'change':
        return change(command, state);
      case 'toggle':
        return [
          {
            type: state.details.active ? 'billing.plan.deactivated.v1' : 'billing.plan.activated.v1',
            data: { planId },
          },
        ];
      case 'delete':
        return [remove(command)];
      default:
        return command satisfies never;
    }
  },

  evolve(state: PlanState, event: PlanEvent): PlanState {
    if (event.type === 'billing.plan.created.v1') {
      const { version, details } = event.data;
      return { status: 'existing', version, details };
    }
    if (state.status !== 'existing') return state;
    switch (event.type) {
      case 'billing.plan.changed.v1':
        return {
          ...state,
          version: event.data.version,
          details: withChanges(state.details, event),
        };
      case 'billing.plan.activated.v1':
        return { ...state, details: { ...state.details, active: true } };
      case 'billing.plan.deactivated.v1':
        return { ...state, details: { ...state.details, active: false } };
      case 'billing.plan.deleted.v1':
        return { status: 'none', version: state.version };
      case 'billing.plan.archived.v1':
        return { ...state, status: 'archived' };
      default:
        event satisfies never;
        return state;
    }
  },
};

/** A plan as a change leaves it. */
export function withChanges(details: PlanDetails, { data }: PlanChanged): PlanDetails {
  const values = Object.entries(data.changes).map(([field, change]) => [field, change.new]);
  return { ...details, ...Object.fromEntries(values) } as PlanDetails;
}

function create({ planId, details, copyOf }: CreatePlan, state: PlanState): readonly PlanEvent[] {
  if (state.status !== 'none') throw planErrors.alreadyExists(planId);
  const version = state.version + 1;
  return [{ type: 'billing.plan.created.v1', data: { planId, version, details, copyOf } }];
}

function change(
  { planId, changes, subscribers }: ChangePlan,
  { version, details }: { readonly version: number; readonly details: PlanDetails },
): readonly PlanEvent[] {
  const after = changed(details, changes);
  const lowered = loweredQuotas(details.quotas, after.quotas);
  if (lowered.length > 0 && subscribers.active > 0) {
    throw planErrors.quotaLowered(lowered, subscribers.active);
  }
  const differing = PLAN_FIELDS.filter((field) => !jsonEquals(details[field], after[field]));
  if (differing.length === 0) return [];
  return [
    {
      type: 'billing.plan.changed.v1',
      data: {
        planId,
        version: differing.some((field) => VERSIONED.has(field)) ? version + 1 : version,
        changes: Object.fromEntries(
          differing.map((field) => [field, { old: details[field], new: after[field] }]),
        ),
      },
    },
  ];
}

/** What makes another version of a plan: whoever subscribed before keeps it as it was for them. */
const VERSIONED: ReadonlySet<PlanField> = new Set(['price', 'interval', 'quotas']);

/** A currency without a price leaves the decimal as it is: 9 RUB become 9 EUR. */
function changed(details: PlanDetails, { price, currency, name, ...changes }: PlanDraftChanges): PlanDetails {
  checkDraft({ ...changes, ...given('name', name), ...given('currency', currency) });
  const { price: before } = details;
  const isPriced = price !== undefined || currency !== undefined;
  return {
    ...details,
    ...changes,
    ...given('name', name?.trim()),
    price: isPriced
      ? priceOf(price ?? decimalOf(before.amount, before.currency), currency ?? before.currency)
      : before,
  };
}

function given<Field extends string, Value>(
  field: Field,
  value: Value | undefined,
): Partial<Readonly<Record<Field, Value>>> {
  return value === undefined ? {} : ({ [field]: value } as Readonly<Record<Field, Value>>);
}

function remove({ planId, subscribers }: DeletePlan): PlanEvent {
  const { active, total } = subscribers;
  if (active > 0) throw planErrors.hasSubscribers(planId, active);
  return total > 0
    ? { type: 'billing.plan.archived.v1', data: { planId, subscriptions: total } }
    : { type: 'billing.plan.deleted.v1', data: { planId } };
}
