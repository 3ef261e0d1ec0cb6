/** Something that the developer has to put right. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}
