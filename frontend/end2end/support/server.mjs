// A server for one story: a free port, a database that nobody else has.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const READY_WITHIN_MS = 30_000;
const STOPPED_WITHIN_MS = 35_000;

const needed = (name) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: see playwright.config.mjs`);
  return value;
};

const freePort = async () => {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
};

export class Server {
  /** Makes the database, lets `setup` work on it, and serves it; ready when it comes back. */
  static async start(setup) {
    const server = new Server();
    server.bin = needed("ERP_BIN");
    server.folder = await mkdtemp(join(tmpdir(), "erp-end2end-"));
    const port = await freePort();
    server.url = `http://127.0.0.1:${port}`;
    server.env = {
      PATH: process.env.PATH,
      DATABASE_URL: `sqlite:${join(server.folder, "erp.db")}`,
      ERP_LISTEN: `127.0.0.1:${port}`,
      ERP_WEB_ROOT: needed("ERP_WEB_ROOT"),
    };
    server.run(["migrate", "up"]);
    server.run(setup);
    await server.serve();
    return server;
  }

  /** Runs a command of the program to its end. */
  run(args, input = "") {
    const done = spawnSync(this.bin, args, { env: this.env, cwd: this.folder, input, encoding: "utf8" });
    if (done.status !== 0) throw new Error(`erp ${args.join(" ")} failed: ${done.error ?? done.stderr}`);
    return done.stdout;
  }

  /** Makes a user with one role, and gives what logs in. */
  user(email, name, role) {
    const password = `${role} password of ${name}`;
    this.run(["user", "create", "--name", name, "--role", role, email], `${password}\n`);
    return { email, name, password };
  }

  async serve() {
    this.process = spawn(this.bin, ["serve"], { env: this.env, cwd: this.folder, stdio: ["ignore", "pipe", "pipe"] });
    this.log = "";
    const file = createWriteStream(join(this.folder, "serve.log"), { flags: "a" });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream.on("data", (data) => (this.log = (this.log + data).slice(-4_000)));
      stream.pipe(file, { end: false });
    }
    const end = Date.now() + READY_WITHIN_MS;
    while (!(await this.#isReady())) {
      if (this.process.exitCode !== null || Date.now() > end) throw new Error(`the server does not start:\n${this.log}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async #isReady() {
    return fetch(`${this.url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
  }

  /** Stops serving; the database stays, to be served again. */
  async pause() {
    if (this.process.exitCode !== null) return;
    this.process.kill("SIGTERM");
    const timer = setTimeout(() => this.process.kill("SIGKILL"), STOPPED_WITHIN_MS);
    await once(this.process, "exit");
    clearTimeout(timer);
  }

  /** Stops serving, and removes the database. */
  async stop() {
    await this.pause();
    await rm(this.folder, { recursive: true, force: true });
  }
}
