// Starts the app. Apart from index.html, since the content security policy allows no inline script.
import init from "./app.js";

const root = document.documentElement;
const stored = (key) => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // Storage is forbidden: everything works without.
  }
};
const dark = matchMedia("(prefers-color-scheme: dark)");
const showTheme = () => {
  const theme = stored("theme");
  root.dataset.theme = theme === "light" || theme === "dark" ? theme : dark.matches ? "dark" : "light";
};
showTheme();
dark.addEventListener("change", showTheme);
// Glass costs a weak device its battery, and its user the wait; some want none.
const opaque = matchMedia("(prefers-reduced-transparency: reduce)");
const showGlass = () =>
  root.toggleAttribute("data-flat", opaque.matches || navigator.deviceMemory <= 2 || navigator.connection?.saveData === true);
showGlass();
opaque.addEventListener("change", showGlass);
root.lang = stored("language") ?? (navigator.language.startsWith("tr") ? "tr" : "en");

const crashed = () => document.getElementById("crash")?.removeAttribute("hidden");
// A panic in the app ends it, and so does whatever goes wrong before the first page is there: say so instead of standing
// still.
const ends = (error) => error instanceof WebAssembly.RuntimeError || document.getElementById("splash") !== null;
addEventListener("error", (event) => ends(event.error) && crashed());
addEventListener("unhandledrejection", (event) => ends(event.reason) && crashed());

// The next visit opens from what this one fetched. A new version is loaded when the user says so: what is typed stays.
const offer = (worker) => {
  const prompt = document.getElementById("update");
  prompt?.removeAttribute("hidden");
  prompt?.addEventListener("click", ({ target }) => target.closest("button") && worker.postMessage("take over"));
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
};
const keepShell = async () => {
  const registration = await navigator.serviceWorker.register("/sw.js");
  const isUpdate = () => navigator.serviceWorker.controller !== null;
  if (registration.waiting && isUpdate()) offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => worker.state === "installed" && isUpdate() && offer(worker));
  });
  // A tab may stay open for days.
  setInterval(() => registration.update().catch(() => {}), 60 * 60 * 1000);
};
// The app needs a newer version now: one that waits takes over, one that is still to come is waited for.
const renew = async () => {
  const workers = navigator.serviceWorker;
  const registration = await workers?.getRegistration();
  await registration?.update();
  const next = registration?.waiting ?? registration?.installing;
  if (!next) return location.reload();
  workers.addEventListener("controllerchange", () => location.reload(), { once: true });
  const proceed = () => {
    if (next.state === "installed") next.postMessage("take over");
    if (next.state === "redundant") location.reload();
  };
  next.addEventListener("statechange", proceed);
  proceed();
};
addEventListener("renew", () => renew().catch(() => location.reload()));
// Refused where storage is: everything works without.
if (navigator.serviceWorker) addEventListener("load", () => keepShell().catch(() => {}));

init({ module_or_path: new URL("./app.wasm", import.meta.url) }).catch((error) => {
  console.error(error);
  crashed();
});
