import { describe, expect, test } from 'vitest';
import type { PostObservation } from '../../../lib/x/observation.ts';
import { parseX } from '../../../lib/x/parse-x.ts';
import { assembleThreads } from '../../../lib/x/threads.ts';
import { entry, legacyPost, OTHER, OWN, READ_AT, timeline } from './payloads.ts';

function post(id: string, answers?: { to: string; of?: string; conversation?: string }, ids?: string[]) {
  const legacy = answers && {
    in_reply_to_status_id_str: answers.to,
    in_reply_to_user_id_str: answers.of ?? OWN,
    conversation_id_str: answers.conversation ?? '101',
  };
  const edits = ids && { edit_control: { edit_control_initial: { edit_tweet_ids: ids } } };
  const payload = timeline(entry(id, legacyPost(id, edits, legacy)));
  return parseX(payload, { authorId: OWN, readAt: READ_AT }).posts[0] as PostObservation;
}

const shape = (posts: PostObservation[]) =>
  assembleThreads(posts).map(({ root, parts }) => [root.tweetId, ...parts.map((part) => part.tweetId)]);

describe('self-threads', () => {
  test('are one post with their parts in order, however they were given', () => {
    const posts = [post('103', { to: '102' }), post('101'), post('102', { to: '101' }), post('200')];
    expect(shape(posts)).toEqual([['101', '102', '103'], ['200']]);
  });

  test('join their root when the timeline left out the middle', () => {
    expect(shape([post('101'), post('109', { to: '108' })])).toEqual([['101', '109']]);
  });

  test('an answer to somebody else is a post of its own', () => {
    expect(shape([post('101'), post('105', { to: '104', of: OTHER })])).toEqual([['101'], ['105']]);
  });

  test('an answer to an own post in another conversation is a post of its own', () => {
    expect(shape([post('101'), post('300', { to: '101', conversation: '299' })])).toEqual([['101'], ['300']]);
  });

  test('keep one identity over edits: the newest version stands, the earlier ids are named', () => {
    const first = post('101', undefined, ['101']);
    const edited = post('110', { to: '1', of: OTHER, conversation: '110' }, ['101', '110']);
    const part = post('120', { to: '110', conversation: '110' });
    const [thread, ...others] = assembleThreads([first, edited, part]);
    expect([thread?.root.tweetId, thread?.parts.map((each) => each.tweetId)]).toEqual(['110', ['120']]);
    expect(thread?.editIds).toEqual({ 110: ['101'] });
    expect(others).toEqual([]);
    expect(assembleThreads([part, edited, first])).toEqual([thread]);
    // Each reading names only the edits next to it: the newest stands all the same.
    const [early, late] = [post('105', undefined, ['100', '105']), post('110', undefined, ['105', '110'])];
    expect(shape([early, late])).toEqual([['110']]);
  });

  test('that miss their opener stay posts of their own, as do answers to nobody known', () => {
    expect(shape([post('109', { to: '108' }), post('110', { to: '109' })])).toEqual([['109', '110']]);
    expect(shape([post('101'), post('105', { to: '104', conversation: '99' })])).toEqual([['101'], ['105']]);
  });

  test('are of one author: an answer to another author’s post that is shown is a post of its own', () => {
    const theirs = { ...post('101'), authorId: OTHER };
    expect(shape([theirs, post('102', { to: '101' })])).toEqual([['101'], ['102']]);
    expect(shape([theirs, post('109', { to: '108' })])).toEqual([['101'], ['109']]);
    const nobodys = { ...post('102', { to: '101' }), authorId: null };
    expect(shape([{ ...post('101'), authorId: null }, nobodys])).toEqual([['101'], ['102']]);
  });

  test('leave out reposts, and take the newest reading of a post', () => {
    expect(shape([post('101'), { ...post('102', { to: '101' }), isRepost: true }])).toEqual([['101']]);
    const [old, fresh] = [new Date('2026-11-01'), new Date('2026-11-02')].map((readAt) => ({ ...post('101'), readAt }));
    for (const order of [
      [old!, fresh!],
      [fresh!, old!],
    ]) {
      expect(assembleThreads(order).map(({ root }) => root.readAt)).toEqual([fresh!.readAt]);
    }
  });

  test('name no earlier ids where nothing was edited, and those of parts where parts were', () => {
    const part = post('121', { to: '101' }, ['120', '121']);
    const [thread] = assembleThreads([post('101'), part]);
    expect(thread?.editIds).toEqual({ 121: ['120'] });
  });

  test('posts that answer each other in a circle stand alone', () => {
    expect(shape([post('102', { to: '103' }), post('103', { to: '102' })])).toEqual([['102'], ['103']]);
  });
});
