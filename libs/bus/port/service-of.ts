/** `reeve.users.sign-in` -> `users service`: what a person who reads an error can make something of. */
export function serviceOf(subject: string): string {
  return `${subject.split('.')[1] ?? subject} service`;
}
