/**
 * The URL of one database of a server. Several hosts may be in it, which `URL` does not take. Whoever signs in does so where
 * the server's own URL says, by default in `admin`.
 */
export function databaseUrl(server: string, database: string): string {
  const parts =
    /^(?<scheme>mongodb(?:\+srv)?:\/\/)(?<place>[^/?]+)(?:\/(?<own>[^?]*))?(?:\?(?<options>.*))?$/.exec(
      server,
    )?.groups;
  if (parts === undefined) throw new Error(`${server} is no URL of MongoDB`);
  const { scheme = '', place = '', own = '', options = '' } = parts;
  const query = new URLSearchParams(options);
  if (place.includes('@') && !query.has('authSource')) query.set('authSource', own === '' ? 'admin' : own);
  return `${scheme}${place}/${database}${query.size === 0 ? '' : `?${query.toString()}`}`;
}
