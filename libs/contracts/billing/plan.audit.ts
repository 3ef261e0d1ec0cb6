import type { AuditDescription } from '../audit/audit-description.js';
import type { JsonObject, JsonValue } from '../json.js';
import { decimalNumberOf } from './money.js';
import type { Money } from './money.js';
import { PLAN_FIELDS } from './plan.events.js';
import type { PlanDetails, PlanEvent, PlanField } from './plan.events.js';

/** The names that the API has for the fields of a plan; a price is two of them. */
const NAMES: Readonly<Record<Exclude<PlanField, 'price'>, string>> = {
  name: 'name',
  nameRu: 'name_ru',
  description: 'description',
  descriptionRu: 'description_ru',
  interval: 'interval',
  quotas: 'quotas',
  features: 'features',
  active: 'is_active',
  displayOrder: 'display_order',
};

interface Change extends JsonObject {
  readonly old: JsonValue;
  readonly new: JsonValue;
}

/** Plans in the audit log: the actions of reference 9.1, with the API’s names and decimals. */
export function describePlanEvent(event: PlanEvent): AuditDescription | undefined {
  const { planId } = event.data;
  const about = (action: string, description: string, rest: Partial<AuditDescription> = {}) => ({
    entityType: 'plan',
    entityId: planId,
    action,
    description,
    changes: null,
    ...rest,
  });
  switch (event.type) {
    case 'billing.plan.created.v1': {
      const { details, version, copyOf } = event.data;
      const metadata = { plan_data: { id: planId, ...planData(details) }, version };
      return copyOf === null
        ? about('plan_created', `Plan ${details.name} created`, { metadata })
        : about('plan_duplicated', `Plan ${details.name} made as a copy of ${copyOf}`, {
            metadata: { source_plan_id: copyOf, ...metadata },
          });
    }
    case 'billing.plan.changed.v1': {
      const changes = changesOf(event.data.changes);
      return about('plan_updated', `Plan changed: ${Object.keys(changes).join(', ')}`, {
        changes,
        metadata: { version: event.data.version },
      });
    }
    case 'billing.plan.activated.v1':
      return about('plan_activated', 'Plan offered', { changes: { is_active: { old: false, new: true } } });
    case 'billing.plan.deactivated.v1':
      return about('plan_deactivated', 'Plan not offered any more', {
        changes: { is_active: { old: true, new: false } },
      });
    case 'billing.plan.deleted.v1':
      return about('plan_deleted', 'Plan deleted: nobody had ever subscribed to it');
    case 'billing.plan.archived.v1':
      return about('plan_deleted', 'Plan archived: there had been subscribers', {
        metadata: { archived: true, total_subscriptions: event.data.subscriptions },
      });
    default:
      event satisfies never;
      return undefined;
  }
}

function planData(details: PlanDetails): JsonObject {
  return Object.fromEntries(
    PLAN_FIELDS.flatMap((field): (readonly [string, JsonValue])[] =>
      field === 'price' ? priceOf(details.price) : [[NAMES[field], details[field] as JsonValue]],
    ),
  );
}

/** A change of currency alone is one of the currency; where both change, the old price is in the old one. */
function changesOf(changed: Readonly<Record<string, Change>>): JsonObject {
  return Object.fromEntries(
    PLAN_FIELDS.flatMap((field): (readonly [string, Change])[] => {
      const change = changed[field];
      if (change === undefined) return [];
      return field === 'price' ? priceChanges(change) : [[NAMES[field], change]];
    }),
  );
}

function priceChanges({ old, new: now }: Change): (readonly [string, Change])[] {
  const after = new Map(priceOf(now as Money));
  return priceOf(old as Money)
    .map(([name, value]) => [name, { old: value, new: after.get(name) ?? null }] as const)
    .filter(([, change]) => change.old !== change.new);
}

function priceOf({ amount, currency }: Money): (readonly [string, JsonValue])[] {
  return [
    ['price', decimalNumberOf(amount, currency)],
    ['currency', currency],
  ];
}
