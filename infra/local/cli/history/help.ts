/** The help text of every command that reads history. */
export const HISTORY_HELP = `
A history file holds one JSON object per line,
  {"tweet_id":"…","posted_at":"2026-11-01T09:00:00Z","generator_name":"…","decision_type":"single","topic":"…",
   "metrics":[{"collected_at":"…","impressions":900,"likes":12,"retweets":1,"replies":2,"quotes":0,"bookmarks":3}]}
of which tweet_id, posted_at and one metric are required, or it is a CSV export of X's own analytics, old or new.
A CSV does not say when its figures were read: --read-at does, else the last date in its name, else the file's time.`;
