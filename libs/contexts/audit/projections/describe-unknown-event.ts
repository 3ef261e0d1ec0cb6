import type { AuditDescription, DescribableEvent } from '@reeve/contracts';

/**
 * Describes an event by its wire type and stream alone, for a type that no describer knows (one of a later version, or of
 * a context that has none): the log leaves nothing out. Its payload is not shown, for nobody has said what in it is secret.
 */
export function describeUnknownEvent({ type, stream }: DescribableEvent): AuditDescription {
  const [entity, fact] = entityAndFact(type);
  return {
    entityType: entity,
    entityId: stream.slice(stream.indexOf('-') + 1),
    action: fact === '' ? entity : `${entity}_${fact}`,
    description: `An event of type ${type}, which this version of Reeve has no words for`,
    changes: null,
    metadata: { type },
  };
}

/** `billing.plan.price-changed.v1` is the entity `plan` and the fact `price_changed`. */
function entityAndFact(type: string): readonly [string, string] {
  const words = type.replace(/\.v\d+$/, '').split('.');
  const [entity = type, ...fact] = words.length > 2 ? words.slice(1) : words;
  return [underscored(entity), underscored(fact.join('_'))];
}

const underscored = (word: string): string => word.replaceAll('-', '_');
