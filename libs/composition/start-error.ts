/** Something that the operator has to put right. Its message is the one line that they see. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
