import { randomBytes } from 'node:crypto';

export interface XSession {
  authToken: string;
  ct0: string;
}

/** Who is signed in, and which ct0 is good for them. */
export interface Sessions {
  isSignedIn(cookies: Readonly<Record<string, string>>): boolean;
  /** The header must repeat the cookie, and be the latest ct0 that X gave this session. */
  acceptsCsrf(cookies: Readonly<Record<string, string>>, header: string | undefined): boolean;
  /** Gives the session a new ct0; the one before is refused from now on. */
  rotate(cookies: Readonly<Record<string, string>>): string;
}

/** Without `known` every auth_token is somebody's. */
export function createSessions(known: XSession | undefined): Sessions {
  const latest = new Map<string, string>(known ? [[known.authToken, known.ct0]] : []);
  return {
    isSignedIn: ({ auth_token: token }) => Boolean(token) && (!known || token === known.authToken),
    acceptsCsrf: ({ auth_token: token, ct0 }, header) => {
      if (!ct0 || header !== ct0) return false;
      const wanted = latest.get(token ?? '');
      return wanted === undefined || wanted === ct0;
    },
    rotate: ({ auth_token: token }) => {
      const ct0 = randomBytes(16).toString('hex');
      latest.set(token ?? '', ct0);
      return ct0;
    },
  };
}
