// Fetches and links pages on demand. `cargo xtask web` adds the tables of packs and pages below.
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

const loaded = [];
const bytes = (index) =>
  (loaded[index] ??= once(async () => {
    const answer = await fetch(new URL(packs[index][0], import.meta.url));
    if (!answer.ok) throw new Error(`${answer.status} ${answer.url}`);
    return answer.arrayBuffer();
  }))();

const linked = new Map();
const module = (index, place) => {
  const key = `${index} ${place}`;
  if (!linked.has(key)) {
    linked.set(
      key,
      once(async () => {
        const all = await bytes(index);
        const sizes = packs[index][1];
        const start = sizes.slice(0, place).reduce((sum, size) => sum + size, 0);
        return WebAssembly.instantiate(new Uint8Array(all, start, sizes[place]), shared());
      }),
    );
  }
  return linked.get(key)();
};

// What a page shares is linked before its own module, which is the last; all are fetched at once.
const page = (places) => {
  const load = once(async () => {
    for (const [index] of places) bytes(index).catch(() => {});
    await Promise.all(places.slice(0, -1).map(([index, place]) => module(index, place)));
    await module(...places.at(-1));
  });
  return async (callback, data) => {
    const success = await load().then(
      () => true,
      (error) => (console.error(error), false),
    );
    shared().__wasm_split.__indirect_function_table.get(callback)(data, success);
  };
};

