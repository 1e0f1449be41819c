/** Failures to connect: nothing was sent, so nothing was posted. Whatever else a connection dies of may come after the sending. */
const NOT_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+|CERT_\w+|ERR_TLS_\w+)$/;

/** The code of a failure before anything was sent; null when it may have been sent. */
export function notSentCode(error: unknown): string | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const { code } = at as { code?: unknown };
    if (typeof code === 'string' && NOT_SENT.test(code)) return code;
  }
  return null;
}
