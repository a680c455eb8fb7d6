/* The line between a page and the server: one conversation, its outbox, its event stream. Knows nothing of the page. */
const SILENCE = 45e3; // ms: the server's heartbeat comes every 15 s; three missed, and the line is dead
const fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
const backOff = (tries) => Math.min(30e3, 500 * 2 ** tries) * (0.75 + Math.random() / 2);
/** Waits, but no longer than until the browser is online again. */
const pause = (ms) => new Promise((done) => { setTimeout(done, ms); addEventListener("online", done, { once: true }); });

/** Web storage that may be missing or refused (private modes, sandboxed frames): then nothing is remembered. */
function keptIn(kind, key, value) {
  try {
    if (value === undefined) return JSON.parse(window[kind].getItem(key)) || {};
    if (value) window[kind].setItem(key, JSON.stringify(value));
    else window[kind].removeItem(key);
  } catch { /* not remembered */ }
  return {};
}

class Refusal extends Error {
  constructor(status, detail, wait) { super(detail); Object.assign(this, { status, wait }); }
  get passes() { return !this.status || [408, 425, 429].includes(this.status) || this.status >= 500; }
  get gone() { return [401, 404, 410].includes(this.status); }
}

/** The line to the server: one conversation, its outbox, its event stream. Tells what it hears; knows nothing of the page. */
class Line {
  constructor(api, playbook, hear) {
    const key = `bantam:${new URL(api).host}:${playbook}`;
    const [kept, device] = [keptIn("sessionStorage", key), keptIn("localStorage", key)];
    Object.assign(this, { api, playbook, hear, key, lastId: 0, outbox: kept.outbox || [], seen: kept.seen || [], open: kept.open, remembered: !!device.visitor,
      visitor: device.visitor || kept.visitor, token: kept.token || device.token, read: kept.read || device.read || 0 });
    // Tabs find each other without storage: a new one asks, one that has the conversation tells.
    this.tabs = window.BroadcastChannel ? new BroadcastChannel(key) : { postMessage() {} };
    this.tabs.onmessage = ({ data }) => this.onTab(data);
    if (!this.token) this.tabs.postMessage({ asks: true });
  }
  keep() {
    const { token, visitor, outbox, seen, read, open } = this;
    if (token || outbox.length) keptIn("sessionStorage", this.key, { token, visitor, outbox, seen, read, open });
    if (this.remembered) keptIn("localStorage", this.key, { visitor, token, read });
  }
  remember(yes) {
    this.remembered = yes;
    this.visitor ||= fresh();
    if (!yes) keptIn("localStorage", this.key, null);
    this.keep();
  }
  onTab({ asks, token, visitor, ended }) {
    if (asks && this.token) this.tell();
    if (token && !this.token && !this.outbox.length) { this.visitor = visitor; this.adopt(token); this.hear("joined"); }
    if (ended && ended === this.token) { this.forget(); this.hear("reset"); }
  }
  tell() { this.tabs.postMessage({ token: this.token, visitor: this.visitor }); }
  adopt(token) { this.token = token; this.keep(); this.listen(); }
  forget() {
    this.token = undefined;
    this.lastId = this.read = 0;
    this.hangUp();
    keptIn("sessionStorage", this.key, null);
    this.keep();
  }
  restart() { this.tabs.postMessage({ ended: this.token }); this.outbox = []; this.forget(); }

  async call(path, body) {
    const headers = { ...(body && { "Content-Type": "application/json" }), ...(this.token && { Authorization: `Bearer ${this.token}` }) };
    const asked = fetch(`${this.api}/api/chat/${path}`, { method: body ? "POST" : "GET", credentials: "omit", headers, body: body && JSON.stringify(body) });
    const response = await asked.catch(() => { throw new Refusal(0, ""); });
    const answer = await response.json().catch(() => ({}));
    if (response.ok) return answer;
    throw new Refusal(response.status, answer.detail || "", response.headers.get("Retry-After") * 1e3);
  }
  /** Tells a rep that the visitor writes. */
  typing() {
    if (!this.token || Date.now() < this.typed) return;
    this.typed = Date.now() + 3e3;
    this.call("typing", {}).catch(() => {});
  }
  /** Puts a text into the outbox; all that waits there goes out in order, once each (`client_id`). */
  send(text) {
    const item = { client_id: fresh(), text };
    this.outbox.push(item);
    this.visitor ||= fresh();
    this.keep();
    this.flush();
    return item;
  }
  async flush() {
    if (this.flushing) return;
    this.flushing = true;
    for (let tries = 0; this.outbox.length; ) {
      const item = this.outbox[0];
      const settle = (outcome) => { this.outbox = this.outbox.filter((other) => other !== item); this.keep(); this.hear("outbox", { item, ...outcome }); };
      try {
        if (!this.token) await this.begin();
        const { message_id } = await this.call("messages", item);
        tries = 0;
        settle({ id: message_id });
      } catch (error) {
        if (error.gone && this.token) this.forget(); // erased meanwhile: a new conversation takes the message
        else if (error.passes) { this.hear("outbox", { item, status: "queued" }); await pause(error.wait || backOff(tries++)); }
        else settle({ status: "failed", detail: error.message });
      }
    }
    this.flushing = false;
  }
  async begin() {
    const utm = Object.fromEntries([...new URLSearchParams(location.search)].filter(([key]) => /^utm_/.test(key)).map(([key, value]) => [key.slice(4), value]));
    const made = await this.call("conversations", { playbook: this.playbook, page_url: location.href.slice(0, 2e3), referrer: document.referrer.slice(0, 2e3), utm, visitor_id: this.visitor });
    this.hear("begun", made);
    this.adopt(made.token);
    this.tell();
  }
  /** Tells what the visitor looked at: once a page and visit, and only once there is a conversation. */
  track(type, url, title) {
    const mark = `${type} ${url}`;
    if (!this.token || this.seen.includes(mark)) return;
    this.seen = [...this.seen.slice(-49), mark];
    this.keep();
    this.call("activities", { type, url: url.slice(0, 2e3), title: title.slice(0, 300) }).catch(() => {});
  }
  hangUp() { this.stream?.abort(); this.stream = null; }
  /** Keeps the event stream open for as long as there is a token; takes it up where it broke off (`Last-Event-ID`). */
  async listen() {
    if (this.stream || !this.token) return;
    const stop = (this.stream = new AbortController());
    for (let tries = 0; this.stream === stop; ) {
      try {
        await this.attend(stop, () => { tries = 0; this.hear("line", true); });
      } catch (error) {
        if (error.gone && this.stream === stop) return this.forget();
      }
      if (this.stream !== stop) return;
      if (tries++) this.hear("line", false); // the first time it may just have been a restart
      await pause(backOff(tries - 1));
    }
  }
  async attend(stop, onUp) {
    const once = new AbortController();
    const end = () => once.abort();
    stop.signal.addEventListener("abort", end);
    let watch = setTimeout(end, SILENCE);
    try {
      const headers = { Authorization: `Bearer ${this.token}`, ...(this.lastId && { "Last-Event-ID": `${this.lastId}` }) };
      const response = await fetch(`${this.api}/api/chat/events`, { headers, signal: once.signal, credentials: "omit", cache: "no-store" });
      if (!response.ok) throw new Refusal(response.status, "");
      onUp();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let rest = ""; ; ) {
        const { done, value } = await reader.read();
        if (done || this.stream !== stop) return;
        clearTimeout(watch);
        watch = setTimeout(end, SILENCE);
        const blocks = (rest + value).replace(/\r/g, "").split("\n\n");
        rest = blocks.pop();
        blocks.forEach((block) => this.take(block));
      }
    } finally { clearTimeout(watch); end(); }
  }
  take(block) {
    const { id, event, data } = Object.fromEntries(block.split("\n").map((line) => line.match(/^([a-z]*): ?(.*)$/)?.slice(1) || []).filter((field) => field[0]));
    if (id) this.lastId = +id;
    if (data) this.hear(event, { ...JSON.parse(data), ...(id && { seq: +id }) });
  }
}
