/** Each figure is measured this often; the table shows the median. */
export const ROUNDS = 5;

/** One round after the other: two at a time would measure each other. */
export async function rounds<Measured>(
  measure: (round: number) => Promise<Measured>,
): Promise<readonly Measured[]> {
  const measured: Measured[] = [];
  for (let round = 0; round < ROUNDS; round++) measured.push(await measure(round));
  return measured;
}
