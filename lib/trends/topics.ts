/**
 * Topics found in texts: a post belongs to the topic whose words it shares most. Leader clustering in the order of time: a
 * topic is founded by the first text that fits no other and is named after its leading words, so that its id never changes and
 * later posts can neither rename nor move earlier ones. Texts whose topic is known already keep it, and others may join them.
 */
export interface TopicText {
  id: string;
  postedAt: string | number | Date;
  content: string | null;
  /** Given by somebody or found before: it is kept, and learned from. */
  topic?: string | null;
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
 * the topic of earlier ones, and with the topics found before as known ones, adding earlier posts does not either.
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
  const known = order.filter(({ topic }) => topic != null && topic !== '');
  const unknown = order.filter(({ topic }) => topic == null || topic === '');
  const topics = new Topics();
  const result = new Map<string, string | null>();
  for (const { id, content, topic } of known) {
    if (!result.has(id)) topics.join(topics.named(topic!), topics.read(content));
    result.set(id, result.get(id) ?? topic!);
  }
  for (const { id, content } of unknown) {
    if (result.has(id)) continue;
    const words = topics.read(content);
    const topic = words.length < FEWEST_WORDS ? null : (topics.nearest(words, threshold) ?? topics.found(words));
    if (topic) topics.join(topic, words);
    result.set(id, topic?.id ?? null);
  }
  return result;
}

/** Topics that grow text by text. */
class Topics {
  readonly #byId = new Map<string, Topic>();
  /** Topics that hold a word: only those can be near a text with it. */
  readonly #holding = new Map<string, Set<Topic>>();
  /** Texts that hold a word. */
  readonly #seenIn = new Map<string, number>();
  #seen = 0;

  /** The words of a text, counted. */
  read(content: string | null): string[] {
    const words = contentWords(content);
    if (words.length < FEWEST_WORDS) return words;
    this.#seen += 1;
    for (const word of words) this.#seenIn.set(word, (this.#seenIn.get(word) ?? 0) + 1);
    return words;
  }

  named(id: string): Topic {
    const topic = this.#byId.get(id) ?? { id, words: new Map<string, number>(), posts: 0 };
    this.#byId.set(id, topic);
    return topic;
  }

  /** A new topic after the leading words of its first text; a number keeps apart topics that begin alike. */
  found(words: readonly string[]): Topic {
    const name = words.slice(0, LEADING_WORDS).join('-');
    let id = name;
    for (let number = 2; this.#byId.has(id); number += 1) id = `${name}~${number}`;
    return this.named(id);
  }

  join(topic: Topic, words: readonly string[]): void {
    topic.posts += 1;
    for (const word of words) {
      topic.words.set(word, (topic.words.get(word) ?? 0) + 1);
      const holding = this.#holding.get(word);
      if (holding) holding.add(topic);
      else this.#holding.set(word, new Set([topic]));
    }
    for (const word of forget(topic)) this.#holding.get(word)?.delete(topic);
  }

  /** The topic with the largest overlap of words weighted by rarity, if that reaches the threshold; of equal ones the older. */
  nearest(words: readonly string[], threshold: number): Topic | null {
    const total = Math.sqrt(words.reduce((sum, word) => sum + this.#rarity(word) ** 2, 0));
    const shared = new Map<Topic, number>();
    for (const word of words) {
      const weight = this.#rarity(word) ** 2;
      for (const topic of this.#holding.get(word) ?? []) {
        shared.set(topic, (shared.get(topic) ?? 0) + (topic.words.get(word)! / topic.posts) * weight);
      }
    }
    let best: { topic: Topic; similarity: number } | null = null;
    for (const topic of this.#byId.values()) {
      const overlap = shared.get(topic);
      if (overlap === undefined) continue;
      let squares = 0;
      for (const [word, count] of topic.words) squares += ((count / topic.posts) * this.#rarity(word)) ** 2;
      const similarity = overlap / (total * Math.sqrt(squares) || 1);
      if (similarity >= threshold && similarity > (best?.similarity ?? 0)) best = { topic, similarity };
    }
    return best?.topic ?? null;
  }

  #rarity(word: string): number {
    return Math.log((this.#seen + 1) / ((this.#seenIn.get(word) ?? 0) + 0.5));
  }
}

/** The words of a text that say what it is about, each once, in their order; links are left out. */
function contentWords(content: string | null): string[] {
  const text = (content ?? '').toLowerCase().replace(/https?:\/\/\S+/g, ' ');
  const words = text.match(/[\p{L}\p{N}]{3,}/gu) ?? [];
  return [...new Set(words.filter((word) => !STOP_WORDS.has(word) && !/^\d+$/.test(word)))];
}

/** Keeps the words a topic is known by, and its memory bounded; returns the words it lost. */
function forget(topic: Topic): string[] {
  if (topic.words.size <= 2 * MOST_TOPIC_WORDS) return [];
  const ordered = [...topic.words].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  topic.words = new Map(ordered.slice(0, MOST_TOPIC_WORDS));
  return ordered.slice(MOST_TOPIC_WORDS).map(([word]) => word);
}
