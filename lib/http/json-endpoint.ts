import { headerOf } from './endpoint.js';
import type { Handler, Incoming, JsonAnswer } from './handler.js';
import { writeJson } from './json.js';
import { type NoJson, readJson } from './json-body.js';

/** A request to an endpoint that takes JSON: what came, or why it could not be read. */
export interface JsonRequest {
  readonly authorization: string | undefined;
  readonly body: { readonly kind: 'json'; readonly value: unknown } | { readonly kind: NoJson | 'not_post' };
}

/** An endpoint of which every request is ours; `answer` never rejects. */
export function jsonEndpoint(answer: (request: JsonRequest) => Promise<JsonAnswer>): Handler {
  const serve = async (req: Incoming): Promise<JsonAnswer | undefined> => {
    const authorization = headerOf(req, 'authorization');
    if (req.method !== 'POST') return answer({ authorization, body: { kind: 'not_post' } });
    const { kind, ...found } = await readJson(req);
    if (kind === 'aborted') return undefined;
    // A body half read keeps its connection: Node discards only those that nobody has touched.
    if (kind !== 'json') req.resume();
    return answer({ authorization, body: { kind, ...found } as JsonRequest['body'] });
  };
  return (req, res, next) => {
    serve(req)
      .then((answered) => answered && writeJson(res, answered))
      .catch(next);
  };
}
