import type { ForeignPost } from './foreigners.ts';

export interface PostPart {
  tweetId: string;
  text: string;
  postedAt: Date;
}

/** One post of the account; a thread is one post with several parts. */
export interface SimulatedPost {
  /** The id it was published under (of the root); an edit adds a newer one. */
  tweetId: string;
  /** Ids of the root, oldest first; more than one once it is edited. */
  editTweetIds: readonly string[];
  /** When the edit was made; null when never. */
  editedAt: Date | null;
  generator: string | null;
  format: 'single' | 'thread';
  topic: string | null;
  /** The root's text, after an edit if there is one. */
  text: string;
  parts: readonly PostPart[];
  postedAt: Date;
  /** Somebody else's post that this one quotes. */
  quoted: ForeignPost | null;
  hasPhoto: boolean;
  origin: 'schedule' | 'published' | 'pinned';
}

/** The account reposted somebody's post: X gives the repost an id of its own. */
export interface SimulatedRepost {
  tweetId: string;
  postedAt: Date;
  original: ForeignPost;
}

/** The account answered somebody; shown under "Replies" only. */
export interface SimulatedReply {
  tweetId: string;
  postedAt: Date;
  text: string;
  to: ForeignPost;
}
