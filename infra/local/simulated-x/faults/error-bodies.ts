import { noStatusFound } from '../payloads/conversation.ts';
import type { JsonObject } from '../payloads/json.ts';
import { type Exchange, type Fault, onGraphql, onPosts, onTimeline } from './fault.ts';

/** The field of `data` that an operation fills, for the error's path. */
function fieldOf({ operation }: Exchange): string {
  if (operation === 'TweetDetail') return 'threaded_conversation_with_injections_v2';
  return operation?.startsWith('TweetResult') ? 'tweetResult' : 'user';
}

function deadlineExceeded(path: readonly string[]): JsonObject {
  const error = { kind: 'ServiceLevel', name: 'DeadlineExceeded', source: 'Server' };
  return {
    ...error,
    extensions: error,
    locations: [{ column: 5, line: 3 }],
    message: 'DeadlineExceeded: Unspecified',
    path,
  };
}

const unavailable = (details: JsonObject): JsonObject => ({
  data: { user: { result: { __typename: 'UserUnavailable', ...details } } },
});

const onUser = (exchange: Exchange) => exchange.operation === 'UserByScreenName' || onTimeline(exchange);

/** HTTP 200, and yet an error. */
export const errorBodies: readonly Fault[] = [
  {
    name: 'deadline_exceeded',
    does: 'GraphQL answers 200 with a DeadlineExceeded error and an empty user or conversation.',
    actsOn: onGraphql,
    reshape: (_payload, exchange) => ({
      data: fieldOf(exchange) === 'user' ? { user: {} } : {},
      errors: [deadlineExceeded([fieldOf(exchange), 'result'])],
    }),
  },
  {
    name: 'partial_error',
    does: 'GraphQL answers 200 with all the data and a DeadlineExceeded error beside it.',
    actsOn: onGraphql,
    reshape: (payload, exchange) => ({ ...payload, errors: [deadlineExceeded([fieldOf(exchange), 'quick_promote'])] }),
  },
  {
    name: 'account_suspended',
    does: 'The account that is read is UserUnavailable with reason Suspended.',
    actsOn: onUser,
    reshape: (_payload, exchange) =>
      unavailable(onTimeline(exchange) ? {} : { message: 'User is suspended', reason: 'Suspended' }),
  },
  {
    name: 'user_unavailable',
    does: 'The account that is read is UserUnavailable without a reason.',
    actsOn: onUser,
    reshape: () => unavailable({}),
  },
  {
    name: 'user_not_found',
    does: 'The account that is read is not there: data.user is empty.',
    actsOn: onUser,
    reshape: () => ({ data: { user: {} } }),
  },
  {
    name: 'no_status_found',
    does: 'GraphQL answers 200 with code 144, no status found with that ID.',
    actsOn: onPosts,
    reshape: (_payload, exchange) => noStatusFound(fieldOf(exchange)),
  },
];
