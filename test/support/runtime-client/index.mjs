// A small client of Lambda's Runtime API, in place of AWS's own: one event after the other, to the handler that is named.
import { pathToFileURL } from 'node:url';

const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;
const [file, name] = process.argv[2].split('.');
const { [name]: handler } = await import(pathToFileURL(`${process.env.LAMBDA_TASK_ROOT}/${file}.mjs`).href);

for (;;) {
  const next = await fetch(`${api}/invocation/next`);
  const id = next.headers.get('lambda-runtime-aws-request-id');
  const deadline = Number(next.headers.get('lambda-runtime-deadline-ms'));
  const answer = (kind, body) =>
    fetch(`${api}/invocation/${id}/${kind}`, { method: 'POST', body: JSON.stringify(body ?? null) });
  try {
    const context = { awsRequestId: id, getRemainingTimeInMillis: () => deadline - Date.now() };
    await answer('response', await handler(await next.json(), context));
  } catch (error) {
    await answer('error', {
      errorType: error.name,
      errorMessage: error.message,
      trace: String(error.stack).split('\n'),
    });
  }
}
