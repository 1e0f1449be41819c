// The script of the simulated X's pages: fetches GraphQL as X's web application does and renders what comes.
(() => {
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

  const plain = (text) => String(text).replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

  function element(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  }

  // X cuts visible numbers off, it does not round them.
  function abbreviated(count) {
    const cut = (value, unit) => `${value < 10 ? Math.floor(value * 10) / 10 : Math.floor(value)}${unit}`;
    if (count < 1000) return String(count);
    return count < 1e6 ? cut(count / 1e3, 'K') : cut(count / 1e6, 'M');
  }

  // Posts come in two layouts; the page reads both.
  function factsOf(tweet) {
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

  function article(item, isFocal) {
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
})();
