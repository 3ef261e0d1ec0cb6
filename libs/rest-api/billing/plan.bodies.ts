import { BILLING_INTERVALS, PLAIN_LINE, PLAIN_LINES } from '@reeve/contracts';
import type { BillingInterval, JsonObject, PlanDraft, Quotas } from '@reeve/contracts';
import {
  BooleanField,
  ChoiceField,
  DecimalField,
  IntegerField,
  ListField,
  ObjectField,
  OnlyDeclaredFields,
  TextField,
} from '../http/index.js';

const MAX_NAME_LENGTH = 100;
const MAX_DESCRIPTION_LENGTH = 1_000;
const MAX_DISPLAY_ORDER = 1_000_000_000;

const NAME = { minLength: 1, maxLength: MAX_NAME_LENGTH, pattern: PLAIN_LINE } as const;
const RUSSIAN_NAME = {
  optional: true,
  nullable: true,
  maxLength: MAX_NAME_LENGTH,
  pattern: PLAIN_LINE,
} as const;
const DESCRIPTION = {
  optional: true,
  nullable: true,
  maxLength: MAX_DESCRIPTION_LENGTH,
  pattern: PLAIN_LINES,
} as const;
const QUOTAS = {
  optional: true,
  nullable: true,
  description: 'The most of each metric in a period: whole numbers, or null for unlimited. At most 100.',
  example: { requests: 1000, tokens_input: null },
} as const;
const FEATURES = {
  optional: true,
  nullable: true,
  description: 'What is said for it, at most 100 lines of 500 characters.',
} as const;
const CURRENCY = { minLength: 3, maxLength: 3, description: 'A code of ISO 4217.', example: 'RUB' } as const;
const PRICE = {
  description:
    'In major units, with no more digits after the point than the currency has: 3 for KWD, 0 for JPY.',
  example: 9.99,
} as const;
/** Sent by Open WebUI's pages, and dropped by its server. */
const EXTRA_METADATA = { optional: true, nullable: true, description: 'Dropped.' } as const;

@OnlyDeclaredFields()
export class CreatePlanBody {
  @TextField({
    optional: true,
    nullable: true,
    maxLength: 100,
    description: 'Letters, digits and _ . -; made from the name where it is absent or empty.',
    example: 'pro',
  })
  readonly id?: string | null;

  @TextField({ ...NAME, description: 'Trimmed.', example: 'Pro' })
  readonly name!: string;

  @TextField(RUSSIAN_NAME)
  readonly name_ru: string | null = null;

  @TextField(DESCRIPTION)
  readonly description: string | null = null;

  @TextField(DESCRIPTION)
  readonly description_ru: string | null = null;

  @DecimalField(PRICE)
  readonly price!: string;

  @TextField({ ...CURRENCY, optional: true })
  readonly currency: string = 'RUB';

  @ChoiceField(BILLING_INTERVALS)
  readonly interval!: BillingInterval;

  @ObjectField(QUOTAS)
  readonly quotas: Quotas | null = null;

  @ListField('text', FEATURES)
  readonly features: readonly string[] | null = null;

  @BooleanField({ optional: true, description: 'Whether it is offered.' })
  readonly is_active: boolean = true;

  @IntegerField({ optional: true, min: 0, max: MAX_DISPLAY_ORDER })
  readonly display_order: number = 0;

  @ObjectField(EXTRA_METADATA)
  readonly plan_extra_metadata?: JsonObject | null;
}

/** What is absent stays. Null takes away what can be away, and leaves the rest as it is. */
@OnlyDeclaredFields()
export class UpdatePlanBody {
  @TextField({ ...NAME, optional: true, nullable: true })
  readonly name?: string | null;

  @TextField(RUSSIAN_NAME)
  readonly name_ru?: string | null;

  @TextField(DESCRIPTION)
  readonly description?: string | null;

  @TextField(DESCRIPTION)
  readonly description_ru?: string | null;

  @DecimalField({ ...PRICE, optional: true, nullable: true })
  readonly price?: string | null;

  @TextField({ ...CURRENCY, optional: true, nullable: true })
  readonly currency?: string | null;

  @ChoiceField(BILLING_INTERVALS, { optional: true, nullable: true })
  readonly interval?: BillingInterval | null;

  @ObjectField({ ...QUOTAS, description: `${QUOTAS.description} Replaced as a whole.` })
  readonly quotas?: Quotas | null;

  @ListField('text', FEATURES)
  readonly features?: readonly string[] | null;

  @BooleanField({ optional: true, nullable: true })
  readonly is_active?: boolean | null;

  @IntegerField({ optional: true, nullable: true, min: 0, max: MAX_DISPLAY_ORDER })
  readonly display_order?: number | null;

  @ObjectField(EXTRA_METADATA)
  readonly plan_extra_metadata?: JsonObject | null;
}

export class PlanListQuery {
  @BooleanField({ optional: true, description: 'Only those that are offered (true), or that are not.' })
  readonly active?: boolean;

  @BooleanField({
    optional: true,
    description: 'Also those that were deleted while there had been subscribers.',
  })
  readonly archived: boolean = false;
}

/** Out of range is brought into it, as Open WebUI does. */
export class SubscribersQuery {
  @IntegerField({ optional: true, description: 'From 1.' })
  readonly page: number = 1;

  @IntegerField({ optional: true, description: '1 to 100; more is 100, less is 20.' })
  readonly page_size: number = 20;
}

export function draftOf(body: CreatePlanBody): PlanDraft {
  return {
    name: body.name,
    nameRu: body.name_ru,
    description: body.description,
    descriptionRu: body.description_ru,
    price: body.price,
    currency: body.currency,
    interval: body.interval,
    quotas: body.quotas,
    features: body.features,
    active: body.is_active,
    displayOrder: body.display_order,
  };
}

export function changesOf(body: UpdatePlanBody): Partial<PlanDraft> {
  return defined({
    name: body.name ?? undefined,
    nameRu: body.name_ru,
    description: body.description,
    descriptionRu: body.description_ru,
    price: body.price ?? undefined,
    currency: body.currency ?? undefined,
    interval: body.interval ?? undefined,
    quotas: body.quotas,
    features: body.features,
    active: body.is_active ?? undefined,
    displayOrder: body.display_order ?? undefined,
  });
}

function defined(fields: {
  readonly [Field in keyof PlanDraft]: PlanDraft[Field] | undefined;
}): Partial<PlanDraft> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
