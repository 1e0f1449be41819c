import twitter from 'twitter-text';

/**
 * Length as X counts it (twitter-text, configuration 3): most letters 1, Chinese, Japanese, Korean and emoji 2, a link 23.
 * @example weightedLength('https://example.com/a/very/long/path') // => 23
 */
export function weightedLength(text: string): number {
  return twitter.parseTweet(text).weightedLength;
}
