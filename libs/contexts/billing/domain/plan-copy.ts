import type { PlanDetails } from '@reeve/contracts';

const MAX_NAME_CHARACTERS = 100;

/** What a copy of a plan is: its name says so, it stands right behind, and nobody is offered it yet. */
export function copyOfPlan(details: PlanDetails): PlanDetails {
  const { name, nameRu, displayOrder } = details;
  return {
    ...details,
    name: marked(name, ' (Copy)'),
    nameRu: nameRu === null || nameRu === '' ? nameRu : marked(nameRu, ' (Копия)'),
    active: false,
    displayOrder: displayOrder + 1,
  };
}

/** A long name gives way to the mark. */
const marked = (name: string, mark: string): string =>
  `${Array.from(name)
    .slice(0, MAX_NAME_CHARACTERS - mark.length)
    .join('')}${mark}`;
