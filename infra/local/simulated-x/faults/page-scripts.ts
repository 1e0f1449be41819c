import type { Fault } from './fault.ts';

const withScript = (html: string, script: string) => html.replace('<head>', `<head><script>${script}</script>`);

const onSignedInPage: Fault['actsOn'] = ({ kind, loggedIn, path }) =>
  kind === 'page' && loggedIn && !path.startsWith('/i/flow/');

/** Pages whose own script misbehaves. */
export const pageScripts: readonly Fault[] = [
  {
    name: 'heap_grows',
    does: 'The page’s script keeps 16 MB more every 50 ms, up to a gigabyte.',
    actsOn: onSignedInPage,
    rewrite: (html) =>
      withScript(
        html,
        'window.kept=[];window.t=setInterval(()=>{kept.push(new Array(2e6).fill(.5));if(kept.length>63)clearInterval(t)},50)',
      ),
  },
  {
    name: 'script_hangs',
    does: 'The page’s script blocks its thread for ever once the posts are there.',
    actsOn: onSignedInPage,
    rewrite: (html) =>
      withScript(html, 'const w=setInterval(()=>{if(document.querySelector("article")){for(;;);}},20)'),
  },
  {
    name: 'navigates_away',
    does: 'The page goes to /i/flow/login the moment the posts’ headers arrive, so that their body vanishes.',
    actsOn: onSignedInPage,
    rewrite: (html) =>
      withScript(
        html,
        'const f=window.fetch;window.fetch=async(...a)=>{const r=await f(...a);if(String(a[0]).includes("Tweet"))location.replace("/i/flow/login");return r}',
      ),
  },
  {
    name: 'script_fails',
    does: 'The page’s script throws before it asks for anything.',
    actsOn: onSignedInPage,
    rewrite: (html) => html.replace(' id="boot">', ' id="boot">{'),
  },
  {
    name: 'scripts_unreachable',
    does: 'The page’s script is not there: the shell stays empty.',
    actsOn: onSignedInPage,
    rewrite: (html) => html.replace('/client.js', '/x-web/main.deadbeef.js'),
  },
];
