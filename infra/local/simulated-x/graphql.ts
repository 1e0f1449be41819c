import { contentAnalytics } from './payloads/analytics.ts';
import { tweetByRestId, tweetDetail, tweetsByRestIds } from './payloads/conversation.ts';
import type { JsonObject } from './payloads/json.ts';
import { userTimeline } from './payloads/timeline.ts';
import { ownUser } from './payloads/user.ts';
import type { World } from './world/world.ts';

interface Operation {
  /** X's queries are called by id and name; a wrong id is a stale query. */
  queryId: string;
  /** Requests per 15 minutes and session. */
  limit: number;
  answer(world: World, variables: JsonObject, now: Date): JsonObject;
}

export const OPERATIONS: Readonly<Record<string, Operation>> = {
  UserByScreenName: {
    queryId: '1VOOyvKkiI3FMmkeDNxM9A',
    limit: 95,
    answer: (world, variables, now) => {
      const asked = String(variables.screen_name ?? '').toLowerCase();
      if (asked !== world.account.handle.toLowerCase()) return { data: {} };
      return { data: { user: { result: ownUser(world, now) } } };
    },
  },
  UserTweets: {
    queryId: 'HeWHY26ItCfUmm1e6ITjeA',
    limit: 50,
    answer: (world, variables, now) => timeline(world, variables, now, false),
  },
  UserTweetsAndReplies: {
    queryId: 'OAx9yEcW3JA9bPo63pcYlA',
    limit: 50,
    answer: (world, variables, now) => timeline(world, variables, now, true),
  },
  TweetDetail: {
    queryId: 'xd_EMdYvB9hfZsZ6Idri0w',
    limit: 150,
    answer: (world, variables, now) => tweetDetail(world, String(variables.focalTweetId ?? ''), now),
  },
  TweetResultByRestId: {
    queryId: 'wqi5M7wZ7tW-X9S2t-Mqcg',
    limit: 150,
    answer: (world, variables, now) => tweetByRestId(world, String(variables.tweetId ?? ''), now),
  },
  TweetResultsByRestIds: {
    queryId: 'Pho4sg8jLcrVlMeclMayrg',
    limit: 150,
    answer: (world, variables, now) => {
      const ids = Array.isArray(variables.tweetIds) ? variables.tweetIds.map(String) : [];
      return tweetsByRestIds(world, ids, now);
    },
  },
  ContentPageV2UserTweetsQuery: { queryId: '7uyOLS6aSCF-HaYHhaZXhw', limit: 50, answer: contentAnalytics },
};

function timeline(world: World, variables: JsonObject, now: Date, withReplies: boolean): JsonObject {
  if (variables.userId !== world.account.userId) return { data: { user: {} } };
  return userTimeline({ world, now, withReplies, cursor: variables.cursor });
}
