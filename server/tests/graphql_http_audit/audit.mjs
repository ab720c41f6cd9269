// Runs the public GraphQL-over-HTTP audits: `npm ci && node audit.mjs http://127.0.0.1:8080/graphql`.
// The endpoint must allow introspection. Prints `N ok, N notice, N warn, N error`; exits 1 unless all 61 are ok.
import { auditServer } from 'graphql-http';

// What version 1.23 holds; its predecessor 1.22 has 60, without B7N8.
const AUDITS = 61;
const url = process.argv[2];
if (!url) {
  console.error('usage: node audit.mjs URL');
  process.exit(2);
}

// A GET needs a header that no form or link can send.
const fetchFn = (input, init = {}) => {
  const headers = new Headers(init.headers);
  if ((init.method ?? 'GET') === 'GET') headers.set('x-erp-csrf', '1');
  return fetch(input, { ...init, headers });
};

const results = await auditServer({ url, fetchFn });
const count = (status) => results.filter((result) => result.status === status).length;
for (const result of results.filter(({ status }) => status !== 'ok')) {
  console.log(`${result.status} ${result.id} ${result.name}: ${result.reason}`);
}
console.log(`${count('ok')} ok, ${count('notice')} notice, ${count('warn')} warn, ${count('error')} error`);
process.exit(count('ok') === AUDITS && results.length === AUDITS ? 0 : 1);
