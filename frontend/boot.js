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
root.lang = stored("language") ?? (navigator.language.startsWith("tr") ? "tr" : "en");

const crashed = () => document.getElementById("crash")?.removeAttribute("hidden");
// A panic in the app ends it: say so instead of standing still.
addEventListener("error", (event) => event.error instanceof WebAssembly.RuntimeError && crashed());
addEventListener("unhandledrejection", (event) => event.reason instanceof WebAssembly.RuntimeError && crashed());

init({ module_or_path: new URL("./app.wasm", import.meta.url) }).catch((error) => {
  console.error(error);
  crashed();
});
