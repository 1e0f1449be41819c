import { type Exchange, type Fault, onPage } from './fault.ts';

const isWall = ({ path }: Exchange) => path.startsWith('/i/flow/') || path.startsWith('/account/access');

function redirect({ response }: Exchange, location: string): void {
  response.writeHead(302, { location });
  response.end();
}

/** Pages that stand in the way of the page that was asked for. */
export const walls: readonly Fault[] = [
  {
    name: 'login_wall',
    does: 'Every page redirects to /i/flow/login, which shows the sign-in form instead of posts.',
    actsOn: (exchange) => onPage(exchange) && !isWall(exchange),
    respond: (exchange) =>
      redirect(exchange, `/i/flow/login?redirect_after_login=${encodeURIComponent(exchange.path)}`),
  },
  {
    name: 'challenge',
    does: 'Every page redirects to /account/access, which asks to prove that a person is there.',
    actsOn: (exchange) => onPage(exchange) && !isWall(exchange),
    respond: (exchange) => redirect(exchange, '/account/access'),
  },
  {
    name: 'analytics_upgrade_wall',
    does: 'The account analytics ask to upgrade to Premium and fetch nothing.',
    actsOn: (exchange) => onPage(exchange) && exchange.path.startsWith('/i/account_analytics/'),
    rewrite: (html) =>
      html.replace(
        '<script type="module" src="/client.js"></script>',
        '<h1>Upgrade to continue</h1><a href="/i/premium_sign_up">Upgrade</a>',
      ),
  },
  {
    name: 'cloudflare',
    does: 'Pages and GraphQL answer 403 with Cloudflare’s HTML and a cf-ray header.',
    actsOn: () => true,
    respond: ({ response }) => {
      response.writeHead(403, {
        'content-type': 'text/html; charset=UTF-8',
        server: 'cloudflare',
        'cf-ray': '9a1b2c3d4e5f6071-FRA',
        'cf-mitigated': 'challenge',
      });
      response.end(
        '<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title></head><body><noscript>' +
          'Enable JavaScript and cookies to continue</noscript></body></html>',
      );
    },
  },
  {
    name: 'redirect_loop',
    does: 'Every page redirects to itself for ever.',
    actsOn: onPage,
    respond: (exchange) => redirect(exchange, `${exchange.path}?mx=2`),
  },
];
