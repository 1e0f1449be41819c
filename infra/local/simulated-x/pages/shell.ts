import type { World } from '../world/world.ts';

/**
 * The page of the logged-in web application: an empty shell whose own script fetches and renders. `serverTimeMs` is for the
 * page's "4h"; `transactionKey` is what its script mints transaction ids from.
 */
export function shellPage(options: {
  title: string;
  transactionKey: string;
  queryIds: Record<string, string>;
  serverTimeMs: number;
}): string {
  const boot = JSON.stringify({ queryIds: options.queryIds, serverTimeMs: options.serverTimeMs });
  return `<!DOCTYPE html>
<html dir="ltr" lang="en">
<head>
<meta charset="utf-8">
<title>${escapeHtml(options.title)}</title>
<meta name="twitter-site-verification" content="${options.transactionKey}">
<link rel="icon" href="/favicon.ico">
<style>
@font-face { font-family: TwitterChirp; src: url(/fonts/chirp-regular.woff2) format("woff2"); }
body { margin: 0; font-family: TwitterChirp, sans-serif; }
#react-root { max-width: 600px; margin: 0 auto; border: 1px solid #eff3f4; }
article { border-bottom: 1px solid #eff3f4; padding: 12px 16px; min-height: 90px; }
[data-testid="tweetText"] { white-space: pre-wrap; }
[role="group"] { display: flex; gap: 24px; margin-top: 8px; }
img.face { width: 40px; height: 40px; }
img.photo { width: 100%; }
</style>
</head>
<body>
<div id="react-root"><div data-testid="primaryColumn"><div id="header"></div><div id="timeline"></div><div id="end"></div></div></div>
<script type="application/json" id="boot">${boot.replaceAll('<', '\\u003c')}</script>
<script type="module" src="/client.js"></script>
</body>
</html>
`;
}

export function profileTitle(world: World): string {
  return `${world.account.name} (@${world.account.handle}) / X`;
}

/** X's page after it has sent a visitor to sign in. */
export function loginPage(): string {
  return `<!DOCTYPE html>
<html dir="ltr" lang="en"><head><meta charset="utf-8"><title>Log in to X / X</title></head>
<body><div id="react-root"><div role="dialog" data-testid="sheetDialog"><h1>Sign in to X</h1>
<label>Phone, email, or username <input autocomplete="username" name="text" type="text"></label>
<button role="button" type="button">Next</button>
<div>Don't have an account? <a href="/i/flow/signup">Sign up</a></div>
</div></div></body></html>
`;
}

/** Where X sends an account that it wants to be sure of. */
export function challengePage(): string {
  return `<!DOCTYPE html>
<html dir="ltr" lang="en"><head><meta charset="utf-8"><title>Access / X</title></head>
<body><div class="PageHeader Edge">Authenticate your account</div>
<p>Your account has been locked. Please prove that you are human.</p>
<form action="/account/access" method="post"><iframe id="arkose_iframe" title="arkose challenge"></iframe>
<input type="submit" value="Authenticate"></form></body></html>
`;
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
