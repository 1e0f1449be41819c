/** Names and values of a Cookie header. */
export function parseCookies(header: string | undefined): Record<string, string> {
  const cookies: Record<string, string> = {};
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0) cookies[pair.slice(0, at).trim()] = pair.slice(at + 1).trim();
  }
  return cookies;
}

/** A cookie the page's script can read, as ct0 is. */
export function readableCookie(name: string, value: string): string {
  return `${name}=${value}; Path=/; Max-Age=15552000; SameSite=Lax`;
}
