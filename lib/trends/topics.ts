/**
 * Topics found in texts: a post belongs to the topic whose words it shares most. Leader clustering in the order of time: a
 * topic is founded by the first text that fits no other and is named after its leading words, so that its id never changes and
 * later posts can neither rename nor move earlier ones.
 */
export interface TopicText {
  id: string;
  postedAt: string | number | Date;
  content: string | null;
}

export interface TopicSettings {
  /** Least weighted overlap (0 to 1) with a topic's words to belong to it, default .2. */
  threshold?: number;
}

interface Topic {
  id: string;
  /** How many of its posts hold a word. */
  words: Map<string, number>;
  posts: number;
}

const MOST_TOPIC_WORDS = 60;
const LEADING_WORDS = 2;
const FEWEST_WORDS = 2;
/** Words that say how, not what; everything of one or two letters is left out besides. */
const STOP_WORDS = new Set(
  (
    'the and for are but not you all any can had her was one our out day get has him his how its may new now old see two way who ' +
    'did let put say she too use with this that from they have been were will your what when which their there about would could ' +
    'should just like into than then them these those some more most over only also very here where why because while after before ' +
    'being does doing done make made much many such other each every both between through during again still even via amp com www'
  ).split(' '),
);

/**
 * Topic per post id; null where a text has too few words to tell. Deterministic, and stable: adding later posts never changes
 * the topic of earlier ones.
 *
 * @throws RangeError when the threshold does not lie between 0 and 1
 * @example topicsOf([{ id: '1', postedAt: 0, content: 'Open data for climate science' }]).get('1') // => 'open-data'
 */
export function topicsOf(
  texts: readonly TopicText[],
  { threshold = 0.2 }: TopicSettings = {},
): Map<string, string | null> {
  if (!(threshold > 0 && threshold < 1)) throw new RangeError(`threshold must lie between 0 and 1, got ${threshold}`);
  const order = texts
    .map((text) => ({ ...text, timeMs: new Date(text.postedAt).getTime() }))
    .sort((a, b) => (a.timeMs || 0) - (b.timeMs || 0) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const topics: Topic[] = [];
  const seenIn = new Map<string, number>();
  const result = new Map<string, string | null>();
  let seen = 0;
  for (const { id, content } of order) {
    if (result.has(id)) continue;
    const words = contentWords(content);
    if (words.length < FEWEST_WORDS) {
      result.set(id, null);
      continue;
    }
    seen += 1;
    for (const word of words) seenIn.set(word, (seenIn.get(word) ?? 0) + 1);
    const rarity = (word: string) => Math.log((seen + 1) / ((seenIn.get(word) ?? 0) + 0.5));
    const best = nearest(topics, words, rarity);
    const topic = best && best.similarity >= threshold ? best.topic : found(topics, words);
    topic.posts += 1;
    for (const word of words) topic.words.set(word, (topic.words.get(word) ?? 0) + 1);
    forget(topic);
    result.set(id, topic.id);
  }
  return result;
}

/** The words of a text that say what it is about, each once, in their order; links are left out. */
function contentWords(content: string | null): string[] {
  const text = (content ?? '').toLowerCase().replace(/https?:\/\/\S+/g, ' ');
  const words = text.match(/[\p{L}\p{N}]{3,}/gu) ?? [];
  return [...new Set(words.filter((word) => !STOP_WORDS.has(word) && !/^\d+$/.test(word)))];
}

function nearest(topics: readonly Topic[], words: readonly string[], rarity: (word: string) => number) {
  let best: { topic: Topic; similarity: number } | null = null;
  const total = Math.sqrt(words.reduce((sum, word) => sum + rarity(word) ** 2, 0));
  for (const topic of topics) {
    let shared = 0;
    let squares = 0;
    for (const [word, count] of topic.words) squares += ((count / topic.posts) * rarity(word)) ** 2;
    for (const word of words) shared += ((topic.words.get(word) ?? 0) / topic.posts) * rarity(word) ** 2;
    const similarity = shared / (total * Math.sqrt(squares) || 1);
    if (best === null || similarity > best.similarity) best = { topic, similarity };
  }
  return best;
}

function found(topics: Topic[], words: readonly string[]): Topic {
  const name = words.slice(0, LEADING_WORDS).join('-');
  const taken = topics.filter((topic) => topic.id === name || topic.id.startsWith(`${name}~`)).length;
  const topic = { id: taken === 0 ? name : `${name}~${taken + 1}`, words: new Map<string, number>(), posts: 0 };
  topics.push(topic);
  return topic;
}

/** Keeps the words a topic is known by, and its memory bounded. */
function forget(topic: Topic): void {
  if (topic.words.size <= 2 * MOST_TOPIC_WORDS) return;
  const kept = [...topic.words].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, MOST_TOPIC_WORDS);
  topic.words = new Map(kept);
}
