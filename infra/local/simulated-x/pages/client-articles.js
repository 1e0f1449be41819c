// How the simulated X's page renders a post, as X's own does: real test ids, exact labels, cut-off numbers.

const boot = JSON.parse(document.getElementById('boot').textContent);

export const plain = (text) => String(text).replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

export function element(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

// X cuts visible numbers off, it does not round them.
export function abbreviated(count) {
  const cut = (value, unit) => `${value < 10 ? Math.floor(value * 10) / 10 : Math.floor(value)}${unit}`;
  if (count < 1000) return String(count);
  return count < 1e6 ? cut(count / 1e3, 'K') : cut(count / 1e6, 'M');
}

// Posts come in two layouts; the page reads both.
export function factsOf(tweet) {
  if (tweet.legacy || !tweet.details) return tweet;
  const { details, counts } = tweet;
  const repost = tweet.repostedStatusResults ? { retweeted_status_result: tweet.repostedStatusResults } : {};
  const created_at = new Date(details.created_at_ms).toUTCString();
  const legacy = { ...counts, ...repost, created_at, full_text: details.full_text, lang: 'en' };
  return { ...tweet, legacy, quoted_status_result: tweet.quotedPostResults };
}

const animated = (text) =>
  element('span', { 'data-testid': 'app-text-transition-container' }, element('span', {}, text));

function action(testId, count, noun, verb) {
  const label = count > 0 && noun ? `${count} ${noun}. ${verb}` : verb;
  const button = element('button', { type: 'button', role: 'button', 'data-testid': testId, 'aria-label': label });
  if (noun) button.append(animated(count > 0 ? abbreviated(count) : ''));
  return button;
}

function actions(tweet, handle, isFocal) {
  const { legacy } = tweet;
  const reposts = (legacy.retweet_count ?? 0) + (legacy.quote_count ?? 0);
  const views = tweet.views?.count === undefined ? 0 : Number(tweet.views.count);
  const spoken = [
    [legacy.reply_count, 'reply', 'replies'],
    [reposts, 'repost', 'reposts'],
    [legacy.favorite_count, 'like', 'likes'],
    [legacy.bookmark_count, 'bookmark', 'bookmarks'],
    [views, 'view', 'views'],
  ]
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => `${count} ${count === 1 ? one : many}`);
  const group = element('div', { role: 'group', 'aria-label': spoken.join(', ') });
  group.append(
    action('reply', legacy.reply_count, 'Replies', 'Reply'),
    action('retweet', reposts, 'reposts', 'Repost'),
    action('like', legacy.favorite_count, 'Likes', 'Like'),
  );
  if (!isFocal && views > 0) {
    const href = `/${handle}/status/${tweet.rest_id}/analytics`;
    const label = `${views} views. View post analytics`;
    group.append(element('a', { href, role: 'link', 'aria-label': label }, animated(abbreviated(views))));
  }
  group.append(action('bookmark', legacy.bookmark_count, isFocal ? 'Bookmarks' : '', 'Bookmark'));
  group.append(element('button', { type: 'button', role: 'button', 'aria-label': 'Share post' }));
  return group;
}

function userName(user) {
  const { name, screen_name: handle } = user.core;
  return element(
    'div',
    { 'data-testid': 'User-Name' },
    element('a', { href: `/${handle}`, role: 'link' }, name),
    element('a', { href: `/${handle}`, role: 'link', tabindex: '-1' }, `@${handle}`),
  );
}

function ago(createdAt) {
  const minutes = Math.max(0, Math.floor((boot.serverTimeMs - Date.parse(createdAt)) / 60000));
  if (minutes < 60) return `${minutes}m`;
  return minutes < 1440 ? `${Math.floor(minutes / 60)}h` : new Date(createdAt).toUTCString().slice(5, 11);
}

function body(tweet) {
  const { legacy } = tweet;
  const text = tweet.note_tweet?.note_tweet_results?.result?.text ?? legacy.full_text;
  const parts = [element('div', { 'data-testid': 'tweetText', lang: legacy.lang, dir: 'auto' }, plain(text))];
  for (const media of legacy.extended_entities?.media ?? []) {
    const image = element('img', { class: 'photo', alt: 'Image', src: `/media/${media.id_str}.jpg` });
    parts.push(element('div', { 'data-testid': 'tweetPhoto' }, image));
  }
  return parts;
}

export function article(item, isFocal) {
  const result = item.tweet_results.result;
  const wrapper = factsOf(result.tweet ?? result);
  const tweet = factsOf(wrapper.legacy.retweeted_status_result?.result ?? wrapper);
  const user = tweet.core?.user_results?.result ?? { rest_id: '0', core: { name: '', screen_name: 'i' } };
  const handle = user.core.screen_name;
  const node = element('article', { role: 'article', tabindex: isFocal ? '-1' : '0', 'data-testid': 'tweet' });
  const context =
    tweet.rest_id === wrapper.rest_id
      ? item.socialContext?.text
      : `${wrapper.core.user_results.result.core.name} reposted`;
  if (context) node.append(element('div', { 'data-testid': 'socialContext' }, context));
  const face = element('img', { class: 'face', alt: '', src: `/profile_images/${user.rest_id}/face_normal.jpg` });
  const time = element(
    'time',
    { datetime: new Date(tweet.legacy.created_at).toISOString() },
    ago(tweet.legacy.created_at),
  );
  const link = element('a', { href: `/${handle}/status/${tweet.rest_id}`, role: 'link' }, time);
  const name = userName(user);
  if (item.promotedMetadata) name.append(element('span', {}, 'Ad'));
  else if (!isFocal) name.append(link);
  node.append(element('div', { 'data-testid': 'Tweet-User-Avatar' }, face), name, ...body(tweet));
  const quotedResult = tweet.quoted_status_result?.result;
  const quoted = quotedResult && factsOf(quotedResult);
  if (quoted?.legacy) {
    const quotedName = userName(quoted.core.user_results.result);
    node.append(element('div', { role: 'link', tabindex: '0' }, quotedName, ...body(quoted)));
  }
  if (isFocal) {
    const line = element('div', {}, link);
    if (tweet.views?.count !== undefined)
      line.append(' · ', animated(abbreviated(Number(tweet.views.count))), ' Views');
    node.append(line);
  }
  node.append(actions(tweet, handle, isFocal));
  return node;
}
