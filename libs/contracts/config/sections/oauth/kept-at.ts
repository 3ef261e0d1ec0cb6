/** Nothing is asked for: what is absent or null stays as it is (reference 6). */
export const keptAt = (name: string) =>
  ({ absent: 'unchanged', nullMeans: 'unchanged', path: `oauth.${name}` }) as const;
