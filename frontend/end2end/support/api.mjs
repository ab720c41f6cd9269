// The API as an integration uses it: free documents, one session.
import { randomUUID } from "node:crypto";

export class Api {
  static async login(server, { email, password }) {
    const api = new Api();
    api.url = `${server.url}/graphql`;
    const answer = await api.#post(
      "mutation ($input: LoginInput!) { login(input: $input) { viewer { name } userErrors { message } } }",
      { input: { email, password } },
    );
    api.cookie = answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0]).join("; ");
    const { data } = await answer.json();
    if (!data.login.viewer) throw new Error(`cannot log in: ${JSON.stringify(data)}`);
    return api;
  }

  #post(query, variables) {
    const headers = { "content-type": "application/json", accept: "application/graphql-response+json" };
    if (this.cookie) headers.cookie = this.cookie;
    return fetch(this.url, { method: "POST", headers, body: JSON.stringify({ query, variables }) });
  }

  async query(query, variables = {}) {
    const answer = await (await this.#post(query, variables)).json();
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    return answer.data;
  }

  /** Does a mutation that takes one input, and gives what it selects; a refusal is an error. */
  async mutate(name, type, input, selection) {
    const query = `mutation ($input: ${type}!) { it: ${name}(input: $input) { ${selection} userErrors { code message } } }`;
    const { it } = await this.query(query, { input: { idempotencyKey: randomUUID(), ...input } });
    if (it.userErrors.length > 0) throw new Error(`${name}: ${JSON.stringify(it.userErrors)}`);
    return it;
  }
}
