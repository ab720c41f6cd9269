// Fetches and links pages on demand. `cargo xtask web` adds the tables of files and pages below.
import { initSync } from "./app.js";

let imports;
const shared = () => (imports ??= { __wasm_split: initSync(undefined, undefined) });

// Made at the first call; made again only when that failed, so that a lost connection is not for ever.
const once = (make) => {
  let made;
  return () =>
    (made ??= make().catch((error) => {
      made = undefined;
      throw error;
    }));
};

const sheet = (url) =>
  new Promise((resolve, reject) => {
    const link = document.head.appendChild(document.createElement("link"));
    link.onload = resolve;
    link.onerror = () => (link.remove(), reject(new Error(`no answer ${url}`)));
    link.rel = "stylesheet";
    link.href = url;
  });
const module = async (url) => {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${answer.status} ${url}`);
  return WebAssembly.instantiateStreaming(answer, shared());
};
const loaded = [];
const file = (index) =>
  (loaded[index] ??= once(() => {
    const url = new URL(files[index], import.meta.url);
    return url.pathname.endsWith(".css") ? sheet(url) : module(url);
  }))();

// All are fetched at once; a page may run when everything is there.
const page = (...indices) => {
  const load = once(() => Promise.all(indices.map(file)));
  return async (callback, data) => {
    const success = await load().then(
      () => true,
      (error) => (console.error(error), false),
    );
    shared().__wasm_split.__indirect_function_table.get(callback)(data, success);
  };
};

