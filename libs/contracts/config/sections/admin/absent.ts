/** What every generation sends is asked for; what came later stays as it is when it is absent (reference 11.4). */
export const later = { absent: 'unchanged' } as const;
export const optional = { ...later, nullable: true } as const;
/** What sign-ins ask for. */
export const endsSessions = { ...later, endsSessions: true } as const;
