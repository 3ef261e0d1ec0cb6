/** What Open WebUI answers where there is nothing else to say. */
export const TRUE_ANSWER = { schema: { type: 'boolean' as const, enum: [true] } };
