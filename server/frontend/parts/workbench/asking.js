// A query on its way: asked with a secret of its own, by which it can be stopped on the server.
const TRIES = 20;
const PAUSE = 250;

export class Asking {
  constructor(language) {
    this.address = language === "en" ? "/workbench/answer?lang=en" : "/workbench/answer";
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    this.secret = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    this.over = false;
    this.cancelled = false;
  }

  // Resolves to {html}, {problem} or {unreachable}.
  async ask(query, seconds, form) {
    const body = new URLSearchParams({ query, form, stop: this.secret });
    if (seconds) body.set("timeout", seconds);
    const headers = { Accept: "application/problem+json, text/html;q=0.9" };
    try {
      const response = await fetch(this.address, { method: "POST", body, headers });
      if (response.ok) return { html: await response.text() };
      return { problem: await response.json() };
    } catch {
      return { unreachable: true };
    } finally {
      this.over = true;
    }
  }

  // Stops it on the server; it may not have got there yet, so it is tried until it is over.
  async stop() {
    this.cancelled = true;
    for (let n = 0; n < TRIES && !this.over; n += 1) {
      try {
        const response = await fetch("/workbench/answer/stop", { method: "POST", body: this.said() });
        if (response.ok) return;
      } catch {
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  // The page is left: the browser still sends this.
  leave() {
    if (!this.over && navigator.sendBeacon) navigator.sendBeacon("/workbench/answer/stop", this.said());
  }

  said() {
    return new URLSearchParams({ stop: this.secret });
  }
}
