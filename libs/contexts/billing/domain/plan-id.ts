/** Also the end of a stream's name. */
const PLAN_ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/;
/** Characters of a name that its plan's id begins with. */
const MAX_SLUG = 64;

export const MAX_PLAN_ID_CHARACTERS = 100;

export const isPlanId = (id: string): boolean => PLAN_ID.test(id);

/**
 * An id made from a name, as Open WebUI makes them: lower case, spaces and hyphens as underscores, nothing else but letters and
 * digits, then eight hexadecimal digits.
 *
 * @param distinction those eight digits.
 */
export function planIdFrom(name: string, distinction: string): string {
  const slug = name
    .toLowerCase()
    .replaceAll(/[ -]/g, '_')
    .replaceAll(/[^a-z0-9_]/g, '')
    // Of a name in another alphabet nothing but underscores is left.
    .replace(/^_+/, '')
    .slice(0, MAX_SLUG);
  return `${slug === '' ? 'plan' : slug}_${distinction}`;
}
