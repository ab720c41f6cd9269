// Keeps the app's shell and its hashed files, so that the next visit opens at once, with or without a network. Data is
// never kept here: /graphql and all that is no file of the app goes past it.
//
// installing --the shell is kept--> waiting --the user takes the new version--> active
const VERSION = "{version}";
const SHELL = ["{shell}"];
// The one before serves tabs that still run it.
const VERSIONS_MAX = 2;
const ELSEWHERE = ["/graphql", "/graphiql", "/export", "/files", "/livez", "/readyz", "/healthz", "/metrics"];

const install = async () => {
  const cache = await caches.open(VERSION);
  await cache.addAll(SHELL);
};

const activate = async () => {
  const names = await caches.keys();
  const old = names.filter((name) => name !== VERSION).slice(0, 1 - VERSIONS_MAX);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
};

const asset = async (request) => {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) {
    const cache = await caches.open(VERSION);
    await cache.put(request, answer.clone());
  }
  return answer;
};

const page = async (request) => (await (await caches.open(VERSION)).match("/")) ?? fetch(request);

const isPage = ({ pathname }) =>
  !pathname.split("/").at(-1).includes(".") &&
  !ELSEWHERE.some((path) => pathname === path || pathname.startsWith(`${path}/`));

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", ({ data }) => data === "take over" && self.skipWaiting());
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/assets/")) event.respondWith(asset(request));
  else if (request.mode === "navigate" && isPage(url)) event.respondWith(page(request));
});
