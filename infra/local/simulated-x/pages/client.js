// The script of the simulated X's pages: fetches GraphQL as X's web application does and renders what comes.
import { abbreviated, article, element, factsOf, plain } from './client-articles.js';

const boot = JSON.parse(document.getElementById('boot').textContent);
const timeline = document.getElementById('timeline');
const header = document.getElementById('header');
const end = document.getElementById('end');
const shown = new Set();
const FEATURES = {
  rweb_video_screen_enabled: false,
  view_counts_everywhere_api_enabled: true,
  longform_notetweets_consumption_enabled: true,
  freedom_of_speech_not_reach_fetch_enabled: true,
};

const cookie = (name) =>
  document.cookie
    .split('; ')
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? '';

async function transactionId(method, path) {
  const key = document.querySelector('meta[name="twitter-site-verification"]').content;
  const nonce = crypto.randomUUID();
  const bytes = new TextEncoder().encode(`${method}!${path}!${nonce}!${key}`);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const hex = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${key}.${nonce}.${hex.slice(0, 32)}`;
}

async function graphql(operation, variables) {
  const path = `/i/api/graphql/${boot.queryIds[operation]}/${operation}`;
  const query = new URLSearchParams({ variables: JSON.stringify(variables), features: JSON.stringify(FEATURES) });
  const response = await fetch(`${path}?${query}`, {
    credentials: 'include',
    headers: {
      authorization: 'Bearer AAAAAAAAAAAAAAAAAAAAAsimulated',
      'content-type': 'application/json',
      'x-client-transaction-id': await transactionId('GET', path),
      'x-csrf-token': cookie('ct0'),
      'x-twitter-active-user': 'yes',
      'x-twitter-auth-type': 'OAuth2Session',
      'x-twitter-client-language': 'en',
    },
  });
  if (!response.ok) throw new Error(`${operation}: HTTP ${response.status}`);
  return response.json();
}

function show(item, focalId) {
  if (!item?.tweet_results?.result) return;
  const result = factsOf(item.tweet_results.result.tweet ?? item.tweet_results.result);
  if (!result.legacy || shown.has(result.rest_id)) return;
  shown.add(result.rest_id);
  timeline.append(element('div', { 'data-testid': 'cellInnerDiv' }, article(item, result.rest_id === focalId)));
}

// Renders the instructions of a timeline and returns the cursor of the next page, if there is one.
function render(instructions, focalId) {
  let bottom;
  for (const instruction of instructions ?? []) {
    if (!instruction) continue;
    const entries = instruction.entries ?? (instruction.entry ? [instruction.entry] : []);
    for (const { content } of entries) {
      if (content.cursorType === 'Bottom') bottom = content.value;
      show(content.itemContent, focalId);
      for (const { item } of content.items ?? []) show(item.itemContent, focalId);
    }
  }
  return bottom;
}

function empty(text) {
  timeline.append(element('div', { 'data-testid': 'emptyState' }, text));
}

function followPages(load, first) {
  let cursor = first;
  let busy = false;
  const watcher = new IntersectionObserver(
    async ([edge]) => {
      if (!edge.isIntersecting || busy || !cursor) return;
      busy = true;
      try {
        const before = shown.size;
        const next = await load(cursor);
        if (next === cursor || shown.size === before) watcher.disconnect();
        cursor = next;
      } catch {
        watcher.disconnect();
        empty('Something went wrong. Try reloading.');
      } finally {
        busy = false;
      }
    },
    { rootMargin: '200px' },
  );
  watcher.observe(end);
}

async function profile(handle, withReplies) {
  const user = (await graphql('UserByScreenName', { screen_name: handle, withGrokTranslatedBio: true })).data.user
    ?.result;
  if (!user) return empty("This account doesn't exist");
  if (user.__typename === 'UserUnavailable')
    return empty(`Account ${user.reason === 'Suspended' ? 'suspended' : 'unavailable'}`);
  const face = element('img', { class: 'face', alt: '', src: `/profile_images/${user.rest_id}/face_400x400.jpg` });
  const followers = `${abbreviated(user.relationship_counts.followers)} Followers`;
  header.append(
    face,
    element('div', { 'data-testid': 'UserName' }, user.core.name, ` @${user.core.screen_name}`),
    element('a', { href: `/${handle}/verified_followers` }, followers),
    element('video', { preload: 'auto', muted: '', src: `/video/${user.rest_id}/intro.mp4` }),
  );
  const load = async (cursor) => {
    const operation = withReplies ? 'UserTweetsAndReplies' : 'UserTweets';
    const page = await graphql(operation, {
      userId: user.rest_id,
      count: 20,
      ...(cursor ? { cursor } : {}),
      includePromotedContent: true,
      withVoice: true,
    });
    const timeline = page.data.user?.result?.timeline;
    if (!timeline) throw new Error(`${operation}: no timeline`);
    return render(timeline.timeline.instructions, null);
  };
  const cursor = await load(null);
  if (shown.size === 0) empty(`@${handle} hasn’t posted`);
  followPages(load, cursor);
}

async function status(tweetId) {
  const detail = await graphql('TweetDetail', {
    focalTweetId: tweetId,
    with_rux_injections: false,
    rankingMode: 'Relevance',
  });
  const conversation = detail.data?.threaded_conversation_with_injections_v2;
  if (!conversation) return empty('Hmm...this page doesn’t exist. Try searching for something else.');
  render(conversation.instructions, tweetId);
}

async function single(tweetId) {
  const { result } = (await graphql('TweetResultByRestId', { tweetId, withCommunity: false })).data.tweetResult;
  if (result) show({ tweet_results: { result } }, tweetId);
  else empty('Hmm...this page doesn’t exist. Try searching for something else.');
}

// The account's own analytics, a year back.
async function analytics() {
  const to = new Date(boot.serverTimeMs).toISOString();
  const from = new Date(boot.serverTimeMs - 365 * 86400000).toISOString();
  const metrics = ['Impressions', 'Likes', 'Engagements', 'Bookmark', 'Share', 'Follows', 'Replies', 'Retweets'];
  const page = { max_results: 1000, query_page_size: 100 };
  const { data } = await graphql('ContentPageV2UserTweetsQuery', { from, to, metrics, ...page });
  const rows = data.viewer_v2.user_results.result.tweets_results.map(({ result }) => {
    const impressions = result?.organic_metrics_total?.find((metric) => metric.metric_type === 'Impressions');
    return element(
      'tr',
      {},
      element('td', {}, plain(result?.details?.full_text ?? '')),
      element('td', {}, String(impressions?.metric_value ?? 0)),
    );
  });
  timeline.append(element('table', {}, ...rows));
}

// X's shortcut for "load new posts": asks for all the posts on the page at once.
async function refresh() {
  const tweetIds = [...shown];
  const { tweetResult } = (await graphql('TweetResultsByRestIds', { tweetIds, withCommunity: false })).data;
  timeline.replaceChildren();
  shown.clear();
  for (const tweet_results of tweetResult) show({ tweet_results }, null);
}

async function start() {
  const [first, second, third] = location.pathname.split('/').filter(Boolean);
  if (first === 'i' && second === 'account_analytics') await analytics();
  else if (first === 'i' && second === 'status') await single(third);
  else if (second === 'status') await status(third);
  else if (first && first !== 'i') await profile(first, second === 'with_replies');
  navigator.sendBeacon('/i/api/1.1/jot/client_event.json', 'category=perftown');
}

document.addEventListener('keydown', (event) => {
  if (event.key === '.') refresh().catch(() => empty('Something went wrong. Try reloading.'));
});
start().catch(() => empty('Something went wrong. Try reloading.'));
