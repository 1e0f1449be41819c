/** What X bills per post that is made, in US dollars (pay per use, pricing page of 2026-08-22). */
export const X_PRICES = { postUsd: 0.015, postWithLinkUsd: 0.2 } as const;
