import { canonicalText } from './words.ts';

/** Orders to a language model, as planted texts give them, in the languages that X is mostly written in. */
const ORDERS: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget|override|bypass)\b[^.!?\n]{0,40}\b(?:instructions?|prompts?|guidelines|directions|(?:the )?above)\b/,
  /\b(?:ignoriere|vergiss|missachte)\b[^.!?\n]{0,40}\b(?:anweisung(?:en)?|anleitung|vorgaben)\b/,
  /\b(?:ignora|olvida|ignorez|oubliez|ignorar|esqueça)\b[^.!?\n]{0,40}\b(?:instruc\w+|instruções)/,
  /\b(?:reveal|print|repeat|output|show)\b[^.!?\n]{0,30}\b(?:prompt|instructions)\b/,
  /^\s*(?:system|assistant|developer)\s*:/m,
  /<\|?\/?(?:im_start|im_end|system|assistant|endoftext|inst)\|?>|\[\/?inst\]|###\s*(?:system|instruction|response)/,
];
/** Words that belong to such orders but also to people who write about them. */
const HINTS: readonly RegExp[] = [
  /\b(?:system|developer|hidden|initial|secret) (?:prompt|message|instructions?)\b/,
  /\b(?:new|updated|real|following) instructions?\b\s*[:.]/,
  /\byou are (?:now|no longer)\b[^.!?\n]{0,40}\b(?:assistant|operator|admin|model|ai|bot|dan|unrestricted)\b/,
  /\b(?:prompt injection|jailbreak)\b/,
];
/** What a model says when it talks about itself instead of writing. */
const SELF_TALK: readonly RegExp[] = [
  /\bas an? (?:ai|artificial intelligence|large language)\b/,
  /\bi(?: am|['’]m) (?:sorry,? (?:but )?i can|an ai\b|a (?:large )?language model|unable to (?:help|assist|comply|write))/,
  /\bi (?:can(?:no|['’])t|won['’]?t) (?:help|assist|comply|fulfil|fulfill) (?:with|you)\b/,
  /\bhere (?:is|are) (?:the|your|my|a|\w+)(?: \w+)? (?:candidates?|drafts?|tweets?)\b/,
  /\{\{|\}\}|\[(?:insert|your|add|link|placeholder)\b[^\]]*\]/,
];

/**
 * Whether a text reads as if it gave orders to a language model. A sieve for what is shown to one, not a wall: what the checks
 * forbid in its answer does not depend on it.
 */
export function addressesAModel(text: string): boolean {
  const plain = canonicalText(text);
  return [...ORDERS, ...HINTS].some((sign) => sign.test(plain));
}

/** Whether a text passes on such an order, or speaks as a model about itself, or has blanks left to fill in. */
export function betraysAModel(text: string): boolean {
  const plain = canonicalText(text);
  return [...ORDERS, ...SELF_TALK].some((sign) => sign.test(plain));
}
