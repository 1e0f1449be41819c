/** The migrated database every test file's own is copied from. */
export const TEMPLATE = 'hone_template';

export function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
