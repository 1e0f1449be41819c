import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  path: string;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
}

export interface LanguageModelServer {
  url: string;
  requests: SeenRequest[];
  close(): Promise<void>;
}

/** The text of an answer, or the message of a failure with its HTTP status. */
export interface Written {
  text: string;
  status?: number;
}

type Answer = { status: number; body: unknown };

/**
 * The APIs of four providers on loopback, as far as one answer by schema needs them: what the text of the answer is says `write`, from
 * everything the model was sent and the headers it came with. Paths tell the providers apart.
 */
export async function startLanguageModelServer(
  write: (prompt: string, headers: IncomingHttpHeaders) => Written | Promise<Written>,
): Promise<LanguageModelServer> {
  const requests: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
    const path = decodeURIComponent(request.url ?? '');
    requests.push({ path, headers: request.headers, body });
    const { text, status = 200 } = await write(JSON.stringify(body), request.headers);
    const answer = status === 200 ? answerOf(path, body, text) : refusalOf(status, text);
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer.body));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

/** 20 tokens in, 10 out, wherever a provider writes them. */
function answerOf(path: string, body: Record<string, unknown>, text: string): Answer {
  const usage = { input_tokens: 20, output_tokens: 10 };
  if (path.endsWith('/responses')) {
    const content = [{ type: 'output_text', text, annotations: [] }];
    const output = [{ type: 'message', role: 'assistant', id: 'msg_1', status: 'completed', content }];
    return ok({ id: 'resp_1', object: 'response', created_at: 1_795_000_000, model: body.model, output, usage });
  }
  if (path.endsWith('/chat/completions')) {
    const choices = [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }];
    const tokens = { prompt_tokens: 20, completion_tokens: 10, total_tokens: 30 };
    return ok({
      id: 'c_1',
      object: 'chat.completion',
      created: 1_795_000_000,
      model: body.model,
      choices,
      usage: tokens,
    });
  }
  if (path.endsWith('/messages')) {
    const asTool = Array.isArray(body.tools);
    const content = asTool
      ? [{ type: 'tool_use', id: 'tool_1', name: 'json', input: parsed(text) }]
      : [{ type: 'text', text }];
    const stop_reason = asTool ? 'tool_use' : 'end_turn';
    return ok({
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: body.model,
      content,
      stop_reason,
      stop_sequence: null,
      usage,
    });
  }
  if (path.endsWith('/converse')) {
    const asTool = body.toolConfig !== undefined;
    const content = asTool ? [{ toolUse: { toolUseId: 'tool_1', name: 'json', input: parsed(text) } }] : [{ text }];
    const tokens = { inputTokens: 20, outputTokens: 10, totalTokens: 30 };
    return ok({
      output: { message: { role: 'assistant', content } },
      stopReason: asTool ? 'tool_use' : 'end_turn',
      usage: tokens,
      metrics: { latencyMs: 1 },
    });
  }
  return { status: 404, body: { error: { message: `no such path: ${path}`, type: 'not_found' } } };
}

function refusalOf(status: number, message: string): Answer {
  return { status, body: { type: 'error', message, error: { type: 'error', message, code: null, param: null } } };
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { text };
  }
}
