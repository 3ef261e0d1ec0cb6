/**
 * One line that shows what it is: without control characters, breaks, or what turns the direction of what is read after it (embeddings,
 * overrides and isolates: Unicode Standard Annex 9, section 2). Marks of a direction are not among them.
 */
export const PLAIN_LINE = /^[^\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]*$/;

/** The same, but with tabs and as many lines as it likes. */
export const PLAIN_LINES =
  /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]*$/;
