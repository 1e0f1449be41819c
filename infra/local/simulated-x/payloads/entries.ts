import { base64, type JsonObject } from './json.ts';

/** Entries of a timeline; their `sortIndex` is given when they are put in order. */
export interface Entry {
  entryId: string;
  content: JsonObject;
}

const CONTROLLER_DATA = 'DAACDAABDAABCgABAAAAAAAAAAAKAAkSNrKmoVewBAoACgAAAZ/Y7KtBAAAAAA==';

function eventInfo(component: string, injectionType?: string): JsonObject {
  const details = injectionType
    ? { details: { timelinesDetails: { controllerData: CONTROLLER_DATA, injectionType } } }
    : {};
  return { component, ...details };
}

export function itemContent(tweet: JsonObject, tweetDisplayType = 'Tweet'): JsonObject {
  return { __typename: 'TimelineTweet', itemType: 'TimelineTweet', tweetDisplayType, tweet_results: { result: tweet } };
}

export function tweetEntry(tweet: JsonObject, displayType = 'Tweet'): Entry {
  return {
    entryId: `tweet-${tweet.rest_id}`,
    content: {
      __typename: 'TimelineTimelineItem',
      clientEventInfo: { ...eventInfo('tweet', 'RankedOrganicTweet'), element: 'tweet' },
      entryType: 'TimelineTimelineItem',
      itemContent: itemContent(tweet, displayType),
    },
  };
}

export function pinnedEntry(tweet: JsonObject): Entry {
  return {
    entryId: `tweet-${tweet.rest_id}`,
    content: {
      __typename: 'TimelineTimelineItem',
      clientEventInfo: { component: 'pinned_tweets', element: 'tweet' },
      entryType: 'TimelineTimelineItem',
      itemContent: {
        ...itemContent(tweet),
        socialContext: { contextType: 'Pin', text: 'Pinned', type: 'TimelineGeneralContext' },
      },
    },
  };
}

/** An advertisement: somebody else's post with `promotedMetadata`, in between the account's own. */
export function promotedEntry(tweet: JsonObject, advertiser: JsonObject, impressionId: string): Entry {
  return {
    entryId: `promoted-tweet-${tweet.rest_id}-${impressionId}`,
    content: {
      __typename: 'TimelineTimelineItem',
      clientEventInfo: { component: 'suggest_promoted', element: 'tweet' },
      entryType: 'TimelineTimelineItem',
      itemContent: {
        ...itemContent(tweet),
        promotedMetadata: {
          advertiser_results: { result: advertiser },
          adMetadataContainer: { renderLegacyWebsiteCard: false },
          disclosureType: 'NoDisclosure',
          experimentValues: [],
          impressionId,
          impressionString: impressionId,
          clickTrackingInfo: { urlParams: [{ key: 'twclid', value: `2-${impressionId}` }] },
        },
      },
    },
  };
}

/** Several posts of one conversation: a thread of the account, or somebody's post and the account's answer. */
export function conversationEntry(
  prefix: 'profile-conversation' | 'conversationthread' | 'tweetdetailrelatedtweets',
  moduleId: string,
  tweets: readonly JsonObject[],
  displayType = 'Tweet',
): Entry {
  return {
    entryId: `${prefix}-${moduleId}`,
    content: {
      __typename: 'TimelineTimelineModule',
      clientEventInfo: eventInfo('suggest_ranked_organic_tweet', 'RankedOrganicTweet'),
      displayType: 'VerticalConversation',
      entryType: 'TimelineTimelineModule',
      items: tweets.map((tweet, index) => ({
        dispensable: index < tweets.length - 1,
        entryId: `${prefix}-${moduleId}-tweet-${tweet.rest_id}`,
        item: {
          clientEventInfo: { ...eventInfo('tweet', 'RankedOrganicTweet'), element: 'tweet' },
          itemContent: itemContent(tweet, displayType),
        },
      })),
      metadata: {
        conversationMetadata: { allTweetIds: tweets.map((tweet) => tweet.rest_id), enableDeduplication: true },
      },
    },
  };
}

export function whoToFollowEntry(moduleId: string, profileUserId: string, users: readonly JsonObject[]): Entry {
  const info = eventInfo('suggest_who_to_follow', 'WhoToFollow');
  return {
    entryId: `who-to-follow-${moduleId}`,
    content: {
      __typename: 'TimelineTimelineModule',
      clientEventInfo: info,
      displayType: 'Vertical',
      entryType: 'TimelineTimelineModule',
      footer: {
        displayType: 'Classic',
        landingUrl: { url: `twitter://connect_people?user_id=${profileUserId}`, urlType: 'DeepLink' },
        text: 'Show more',
      },
      header: { displayType: 'Classic', sticky: false, text: 'Who to follow' },
      items: users.map((user) => ({
        entryId: `who-to-follow-${moduleId}-user-${user.rest_id}`,
        item: {
          clientEventInfo: { ...info, element: 'user' },
          itemContent: {
            __typename: 'TimelineUser',
            itemType: 'TimelineUser',
            userDisplayType: 'User',
            user_results: { result: user },
          },
        },
      })),
    },
  };
}

/** Cursors are opaque to the page; ours carries the id after which the next page goes on. */
export function cursorEntry(kind: 'Top' | 'Bottom', key: string, position: string): Entry {
  return {
    entryId: `cursor-${kind.toLowerCase()}-${key}`,
    content: {
      __typename: 'TimelineTimelineCursor',
      cursorType: kind,
      entryType: 'TimelineTimelineCursor',
      value: `DAAHCgAB${base64(`${kind}:${position}`)}`,
    },
  };
}

/** The id in a bottom cursor of ours; null for none and for anything else. */
export function positionOfCursor(cursor: unknown): string | null {
  if (typeof cursor !== 'string' || !cursor.startsWith('DAAHCgAB')) return null;
  const decoded = Buffer.from(cursor.slice(8), 'base64').toString('utf8');
  return /^Bottom:(\d+)$/.exec(decoded)?.[1] ?? null;
}

/** Numbers the entries downwards from `top`, as X does: the page shows them in this order. */
export function inOrder(top: bigint, entries: readonly Entry[]): JsonObject[] {
  return entries.map(({ entryId, content }, index) => ({
    content,
    entryId,
    sortIndex: String(top - BigInt(index)),
  }));
}
