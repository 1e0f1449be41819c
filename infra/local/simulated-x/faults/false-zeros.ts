import { hashedUniform } from '../world/random.ts';
import { type Fault, onPosts } from './fault.ts';
import { tweetsIn } from './tweets-in.ts';

/** As recorded on 2026-05-21: all quotes and bookmarks 0, about half of the likes too; replies, reposts, views right. */
export const falseZeros: Fault = {
  name: 'false_zeros',
  does: 'Quotes and bookmarks above 3 read 0 on every post, likes above 3 read 0 on about half of them.',
  actsOn: onPosts,
  reshape: (payload) => {
    for (const { id, legacy } of tweetsIn(payload)) {
      const hidden = ['quote_count', 'bookmark_count'];
      if (hashedUniform('false zeros', id) < 0.5) hidden.push('favorite_count');
      for (const key of hidden) if (Number(legacy[key]) > 3) legacy[key] = 0;
    }
    return payload;
  },
};
