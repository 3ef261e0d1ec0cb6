/** `reeve.users.sign-in` -> `reeve.users`: the replicas of a service are one group, of which one gets each request. */
export function queueGroupOf(subject: string): string {
  return subject.split('.', 2).join('.');
}
