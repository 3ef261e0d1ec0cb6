import { firstValueFrom, isObservable } from 'rxjs';

/** What a Nest handler comes to: it gives a value, a promise of one, or an observable of either; undefined when that is empty. */
export async function resultOf(handled: unknown): Promise<unknown> {
  const result = await handled;
  return isObservable(result) ? await firstValueFrom(result, { defaultValue: undefined }) : result;
}
