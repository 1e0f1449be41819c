import { type Fault, onPage } from './fault.ts';

export const loginWall: Fault = {
  name: 'login_wall',
  does: 'Every page redirects to /i/flow/login, which shows the sign-in form instead of posts.',
  actsOn: (exchange) => onPage(exchange) && !exchange.path.startsWith('/i/flow/'),
  respond: ({ response, path }) => {
    response.writeHead(302, { location: `/i/flow/login?redirect_after_login=${encodeURIComponent(path)}` });
    response.end();
  },
};
