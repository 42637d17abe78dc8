// Calls of a Kontor server, typed by its own document: path, method, parameters,
// body, answer and problems of a call are those of the route, or it does not
// compile.

import type { paths } from "./kontor.js";

type Method = "get" | "post" | "put" | "patch" | "delete";

// The paths that know a method.
type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, object> ? P : never;
}[keyof paths];

type Part<T, K extends string> = T extends Record<K, infer V> ? V : undefined;
type Json<T, K extends string = "application/json"> =
  T extends { content: Record<K, infer V> } ? V : never;

type BodyOf<Op> = Op extends { requestBody?: infer B } ? Json<NonNullable<B>>
  : never;
type Responses<Op> = Part<Op, "responses">;
type SuccessOf<Op> = {
  [S in keyof Responses<Op>]:
    S extends 200 | 201 ? Json<Responses<Op>[S]> : S extends 204 ? undefined
      : never;
}[keyof Responses<Op>];

/** What a route may answer instead; `type` tells problems apart. */
export type ProblemOf<Op> = {
  [S in keyof Responses<Op>]: Json<Responses<Op>[S], "application/problem+json">;
}[keyof Responses<Op>];

export type Call<Op> = {
  path?: Part<Part<Op, "parameters">, "path">;
  query?: Op extends { parameters: { query?: infer Q } } ? Q : never;
  body?: BodyOf<Op>;
  /** Makes a POST safe to repeat. */
  key?: string;
  /** The ETag of the version that shall be changed. */
  match?: string;
};

export type Answer<Op> =
  | { ok: true; data: SuccessOf<Op>; etag: string | null }
  | { ok: false; problem: ProblemOf<Op> };

export class Client {
  constructor(readonly url: string, readonly headers: HeadersInit = {}) {}

  async call<M extends Method, P extends PathOf<M>>(
    method: M, path: P, call: Call<paths[P][M]> = {},
  ): Promise<Answer<paths[P][M]>> {
    const values = (call.path ?? {}) as Record<string, string>;
    const filled = String(path).replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(values[name] ?? ""));
    const target = new URL(filled, this.url);
    for (const [name, value] of Object.entries(call.query ?? {}))
      if (value !== undefined) target.searchParams.set(name, String(value));

    const headers = new Headers(this.headers);
    if (call.body !== undefined) headers.set("Content-Type", "application/json");
    if (call.key !== undefined) headers.set("Idempotency-Key", call.key);
    if (call.match !== undefined) headers.set("If-Match", call.match);

    const response = await fetch(target, {
      method: method.toUpperCase(),
      headers,
      ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
    });
    const text = await response.text();
    const data = text === "" ? undefined : JSON.parse(text);
    return response.ok
      ? { ok: true, data, etag: response.headers.get("ETag") }
      : { ok: false, problem: data };
  }
}

/** The data of a call that must succeed. */
export function must<Op>(answer: Answer<Op>): SuccessOf<Op> {
  if (answer.ok) return answer.data;
  throw new Error(JSON.stringify(answer.problem));
}
