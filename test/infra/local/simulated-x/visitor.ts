import { createHash, randomUUID } from 'node:crypto';
import type { SimulatedX } from '../../../../infra/local/simulated-x/index.ts';
import type { JsonObject } from '../../../../infra/local/simulated-x/payloads/json.ts';

/** Does by plain HTTP what the page's own script does, so that most tests need no browser. */
export interface Visitor {
  /** Opens a page; keeps its transaction key and the cookies it sets. */
  open(path: string, headers?: Record<string, string>): Promise<Response>;
  /** Asks a GraphQL operation as the opened page would; `change` alters the request's headers. */
  ask(operation: string, variables: JsonObject, change?: Record<string, string | null>): Promise<Response>;
  cookies: Record<string, string>;
}

export function visit(
  simulated: SimulatedX,
  cookies: Record<string, string> = { auth_token: 'me', ct0: 'csrf' },
): Visitor {
  let key = '';
  let queryIds: Record<string, string> = {};
  const jar = { ...cookies };
  const cookieHeader = () =>
    Object.entries(jar)
      .map(([name, value]) => `${name}=${value}`)
      .join('; ');
  const keepCookies = (response: Response) => {
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      jar[pair.slice(0, pair.indexOf('='))] = pair.slice(pair.indexOf('=') + 1);
    }
    return response;
  };
  return {
    cookies: jar,
    open: async (path, headers = {}) => {
      const response = await fetch(`${simulated.baseUrl}${path}`, {
        redirect: 'manual',
        headers: { cookie: cookieHeader(), ...headers },
      });
      const html = await response.clone().text();
      key = /name="twitter-site-verification" content="([^"]+)"/.exec(html)?.[1] ?? '';
      const boot = /id="boot">([^<]+)</.exec(html)?.[1];
      if (boot) queryIds = (JSON.parse(boot) as { queryIds: Record<string, string> }).queryIds;
      return keepCookies(response);
    },
    ask: async (operation, variables, change = {}) => {
      const path = `/i/api/graphql/${queryIds[operation]}/${operation}`;
      const nonce = randomUUID();
      const digest = createHash('sha256').update(`GET!${path}!${nonce}!${key}`).digest('hex').slice(0, 32);
      const headers = new Headers({
        authorization: 'Bearer anybody',
        cookie: cookieHeader(),
        'x-csrf-token': jar.ct0 ?? '',
        'x-client-transaction-id': `${key}.${nonce}.${digest}`,
      });
      for (const [name, value] of Object.entries(change)) {
        if (value === null) headers.delete(name);
        else headers.set(name, value);
      }
      const query = new URLSearchParams({ variables: JSON.stringify(variables), features: '{}' });
      return keepCookies(await fetch(`${simulated.baseUrl}${path}?${query}`, { headers }));
    },
  };
}
