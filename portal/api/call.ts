import type { BodyOf, EndpointSpec, ReplyOf } from '../../server/kit/endpoint.contract.js';
import { http, IDEMPOTENCY_KEY } from './http.js';

/** `/v1/x/:id` with its names filled in. */
export const fillPath = (path: string, params: Readonly<Record<string, string>> = {}): string =>
  path.replace(/:([A-Za-z]+)/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`No value for :${name} in ${path}`);
    return encodeURIComponent(value);
  });

export interface CallOptions<E extends EndpointSpec> {
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: BodyOf<E>;
  readonly key?: string;
}

/**
 * One request to an endpoint of a contract: method, path, body and reply are checked by the compiler against the
 * contract's type, and none of the contract's code reaches the browser.
 */
export const call = async <E extends EndpointSpec>(
  method: E['method'],
  path: E['path'],
  { params, body, key }: CallOptions<E> = {},
): Promise<ReplyOf<E>> => {
  const { data } = await http.request<ReplyOf<E>>({
    method,
    url: fillPath(path, params),
    ...(method === 'GET' || method === 'DELETE' ? {} : { data: body ?? {} }),
    ...(key === undefined ? {} : { headers: { [IDEMPOTENCY_KEY]: key } }),
  });
  return data;
};
