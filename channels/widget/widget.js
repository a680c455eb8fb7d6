/* The chat as a page has it: the web component <bantam-chat>. `line.js` talks to the server, `look.css` is its style; the three
   are served as one file, /widget.js (channels/web_widget.py), which a page includes. See docs/widget.md. */
const SCRIPT = document.currentScript;
const UNSEEN = 60e3; // ms: a tab nobody looks at gives its connection back (browsers allow six to a host)
const LONGEST = 1e5; // characters of one message, as the server has it
const SMALL = "(max-width:480px),(max-height:420px)";

const TEXTS = {
  open: "Open chat", close: "Close chat", unread: (n) => `${n} unread message${n > 1 ? "s" : ""}`, log: "Conversation",
  label: "Your message", placeholder: "Write a message…", send: "Send message", you: "You", assistant: "AI assistant",
  typing: (who) => `${who} is typing`, sending: "Sending…", queued: "Waiting for a connection", failed: "Not sent", again: "Try again",
  offline: "No connection. What you write is kept and sent once you are back.", long: "This message is too long.",
  privacy: "Privacy notice", remember: "Remember this chat on this device", restart: "Start a new chat",
  news: { waiting: "A colleague has been told and will answer here. You can keep writing.", with_human: (name) => `${name || "A colleague"} has joined the chat.`,
    closed: "This chat has ended. Write on, or start afresh." },
  status: { waiting: "Waiting for a colleague", with_human: (name) => `You are talking with ${name || "a colleague"}`, closed: "Chat ended" },
};

const ICONS = { chat: "M21 12a8 8 0 0 1-8 8H4l1.8-3A8 8 0 1 1 21 12ZM9 12h.01M13 12h.01M17 12h.01", down: "M6 9l6 6 6-6", cross: "M6 6l12 12M18 6L6 18", send: "M5 12h13M12 5l7 7-7 7" };

/** A DOM element: `on…` are listeners, other keys properties or attributes. Text never becomes markup. */
function el(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props || {})) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key in node && !/^(role|aria)/.test(key)) node[key] = value;
    else node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}
function icon(name) {
  const [svg, path] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}
const LINK = /(https?:\/\/[^\s<>"]+|www\.[^\s<>"]+\.[^\s<>"]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)/gi;
/** The text as nodes: web and mail addresses become links (without the full stop behind them), the rest stays text. */
const linked = (text) => text.split(LINK).flatMap((part, index) => {
  if (index % 2 === 0) return part;
  const bare = part.replace(/[.,;:!?)\]}'’”]+$/, "");
  const href = (/^https?:/i.test(bare) ? "" : /^www\./i.test(bare) ? "https://" : "mailto:") + bare;
  return [el("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, bare), part.slice(bare.length)];
});
class BantamChat extends HTMLElement {
  static observedAttributes = ["data-open"];
  items = []; // what stands in the log, in order: {id, client_id, seq, from, text, node}; seq Infinity: not confirmed
  about = {};
  follows = true;
  connectedCallback() {
    if (this.line) return;
    this.texts = { ...TEXTS, ...JSON.parse(this.dataset.texts || "{}") };
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
    this.build();
    this.line = new Line((this.dataset.api || (SCRIPT?.src && new URL(SCRIPT.src).origin) || location.origin).replace(/\/+$/, ""), this.dataset.playbook || "", (what, data) => this["on_" + what]?.(data));
    if (this.dataset.remember === "true") this.line.remember(true);
    this.$.remember.checked = this.line.remembered;
    this.line.outbox.forEach((item) => this.place({ ...item, from: "lead", status: "sending" }));
    this.hidden = !this.line.token; // until we know that this page may carry it
    this.watchPage();
    if (this.line.token) this.on_joined();
    this.line.listen();
    this.line.flush();
    this.introduce();
    if (/^(true)?$/.test(this.dataset.open ?? "no") || (this.line.open && !this.small)) this.show();
  }
  attributeChangedCallback(name, before, now) {
    const open = now !== null && now !== "false";
    if (this.line && open === this.$.panel.hidden) open ? this.show() : this.close();
  }

  /** Opens the panel and puts the focus in it. */
  open() {
    this.opener = document.activeElement;
    this.show();
    // On a touch screen the box would raise the keyboard over the greeting: the dialog itself takes the focus.
    (matchMedia("(pointer:coarse)").matches ? this.$.panel : this.$.box).focus();
  }
  close() {
    const held = this.shadowRoot.activeElement;
    this.$.panel.hidden = true;
    this.line.open = false;
    this.line.keep();
    delete this.dataset.open;
    this.label();
    if (held) (this.opener?.isConnected && this.opener !== document.body && this.opener !== this ? this.opener : this.$.launch).focus();
    this.emit("close");
  }
  toggle() { this.$.panel.hidden ? this.open() : this.close(); }
  /** The visitor agrees (or no longer agrees) to be recognised on this device. */
  remember(yes = true) { this.line.remember(yes); this.$.remember.checked = yes; }
  /** Reports an activity, such as `track("price_page")`; the types are in docs/widget.md. */
  track(type, url = location.href, title = document.title) { this.line.track(type, url, title); }
  /** Sends a text as the visitor. */
  send(text) {
    this.place({ ...this.line.send(text), from: "lead", status: "sending" });
    this.greet();
    this.toEnd(true);
  }

  build() {
    const t = this.texts;
    const $ = (this.$ = { badge: el("span", { className: "badge", hidden: true, "aria-hidden": "true" }), face: el("div", { className: "face", "aria-hidden": "true" }), name: el("h2", { id: "name" }), status: el("p") });
    $.launch = el("button", { className: "launch", type: "button", "aria-controls": "panel", onclick: () => this.toggle() }, icon("chat"), $.badge);
    $.remember = el("input", { type: "checkbox", onchange: () => this.remember($.remember.checked) });
    $.small = [el("a", { target: "_blank", rel: "noopener" }, t.privacy), el("label", null, $.remember, t.remember)];
    $.privacy = el("p");
    $.note = el("div", { className: "note", hidden: true }, $.privacy);
    $.log = el("div", { className: "log", role: "log", "aria-live": "polite", "aria-label": t.log });
    $.draft = el("div", { hidden: true, "aria-hidden": "true" });
    $.scroll = el("div", { className: "scroll", tabIndex: 0, role: "group", "aria-label": t.log, onscroll: ({ target: { scrollHeight, scrollTop, clientHeight } }) => { this.follows = scrollHeight - scrollTop - clientHeight < 60; } }, $.note, $.log, $.draft);
    $.news = el("div", { className: "vh", role: "status" });
    $.offline = el("div", { className: "off", role: "status", hidden: true });
    $.end = el("div", { className: "end", hidden: true }, t.news.closed, el("button", { type: "button", onclick: () => this.restart() }, t.restart));
    $.box = el("textarea", { id: "box", rows: 1, dir: "auto", placeholder: t.placeholder, enterKeyHint: "send", oninput: () => { this.fit(); if (this.state?.status === "with_human") this.line.typing(); }, onkeydown: (event) => this.onKey(event) });
    $.send = el("button", { type: "submit", "aria-label": t.send, "aria-disabled": "true" }, icon("send"));
    $.form = el("form", { onsubmit: (event) => { event.preventDefault(); this.submit(); } }, el("label", { className: "vh", htmlFor: "box" }, t.label), $.box, $.send);
    $.foot = el("div", { className: "foot", hidden: true });
    const shut = el("button", { className: "icon", type: "button", "aria-label": t.close, onclick: () => this.close() }, icon("cross"));
    $.panel = el("section", { id: "panel", className: "panel", role: "dialog", "aria-labelledby": "name", tabIndex: -1, hidden: true, onkeydown: (event) => this.onPanelKey(event) },
      el("div", { className: "head" }, $.face, el("div", { className: "who" }, $.name, $.status), shut), $.scroll, $.news, $.offline, $.end, $.form, $.foot);
    this.shadowRoot.append($.panel, $.launch);
    this.label();
  }
  watchPage() {
    document.addEventListener("click", (event) => { if (event.target.closest?.("[data-bantam-open]")) this.open(); });
    addEventListener("online", () => this.on_line(true));
    addEventListener("offline", () => this.on_line(false));
    addEventListener("pagehide", () => this.line.hangUp());
    addEventListener("pageshow", () => this.line.listen());
    document.addEventListener("visibilitychange", () => {
      clearTimeout(this.sleep);
      if (document.hidden) this.sleep = setTimeout(() => this.line.hangUp(), UNSEEN);
      else { this.line.listen(); this.label(); }
    });
    new ResizeObserver(() => this.toEnd()).observe(this.$.scroll); // a bar came or went below it
    const view = window.visualViewport; // smaller than the page while a phone's keyboard is up
    const fit = () => { for (const [key, size] of [["--tall", view.height], ["--top", view.offsetTop]]) this.$.panel.style.setProperty(key, `${size}px`); };
    view?.addEventListener("scroll", fit);
    view?.addEventListener("resize", () => { fit(); this.toEnd(true); });
  }
  /** Asks who the chat speaks for, and greets. No conversation is begun before the visitor writes. */
  async introduce(tries = 0) {
    const { $ } = this;
    try {
      this.about = await this.line.call(`playbooks/${encodeURIComponent(this.line.playbook)}`);
    } catch (error) {
      if (error.passes && tries < 5) { setTimeout(() => this.introduce(tries + 1), backOff(tries)); return; }
      console.warn(`bantam-chat: ${error.message || "this page may not carry the chat"}`);
      this.hidden = true; // rather nothing than a chat that cannot work
      return;
    }
    this.hidden = false;
    $.name.textContent = this.about.business;
    $.face.textContent = this.about.agent[0];
    $.privacy.textContent = this.about.privacy;
    $.small[0].href = this.about.privacy_url;
    this.on_state(this.state || { status: "open" });
    this.greet();
    this.label();
    this.emit("ready");
  }
  greet() {
    const { $, about } = this;
    const talking = this.line.token || this.items.some((item) => !item.local);
    $.note.hidden = talking || !about.privacy;
    $.foot.hidden = !talking || !about.privacy;
    (talking ? $.foot : $.note).append(...$.small);
    if (!talking && about.greeting) this.place({ from: "agent", text: about.greeting, seq: -1, local: true });
  }
  /** Keeps the launcher's name and badge right, and what is seen as read. */
  label() {
    const { $, items, line, texts: t } = this;
    const open = !$.panel.hidden;
    if (line && open && !document.hidden) {
      const last = Math.max(line.read, ...items.map((item) => item.seq).filter(isFinite));
      if (last > line.read) { line.read = last; line.keep(); }
    }
    const unread = items.filter((item) => item.id && item.from !== "lead" && item.seq > line.read).length;
    $.launch.setAttribute("aria-label", [open ? t.close : t.open, this.about.business, unread && t.unread(unread)].filter(Boolean).join(", "));
    $.launch.setAttribute("aria-expanded", open);
    $.launch.firstChild.replaceWith(icon(open ? "down" : "chat"));
    $.badge.hidden = !unread;
    $.badge.textContent = unread > 9 ? "9+" : unread;
  }
  get small() { return matchMedia(SMALL).matches; }
  show() {
    if (!this.$.panel.hidden) return;
    this.$.panel.hidden = false;
    this.$.panel.setAttribute("aria-modal", this.small);
    this.dataset.open = "true";
    this.line.open = true;
    this.line.keep();
    this.label();
    this.toEnd(true);
    this.emit("open");
  }
  onPanelKey(event) {
    if (event.key === "Escape" && !event.isComposing) { event.stopPropagation(); this.close(); }
    if (event.key !== "Tab" || !this.small) return; // full screen covers the page, so the focus stays inside
    const stops = [...this.$.panel.querySelectorAll("button,a[href],textarea,input,[tabindex='0']")].filter((node) => node.checkVisibility());
    const now = this.shadowRoot.activeElement;
    const edge = event.shiftKey ? [stops[0], this.$.panel].includes(now) && stops.at(-1) : now === stops.at(-1) && stops[0];
    if (edge) { event.preventDefault(); edge.focus(); }
  }
  onKey(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return; // 229: an input method is at work
    event.preventDefault();
    this.submit();
  }
  fit() {
    const { box, send } = this.$;
    box.style.height = "44px";
    box.style.height = `${Math.min(132, box.scrollHeight + 2)}px`;
    send.setAttribute("aria-disabled", !box.value.trim());
  }
  submit() {
    const { box, news } = this.$;
    const text = box.value.trim();
    box.focus();
    if (text.length > LONGEST) news.textContent = this.texts.long;
    else if (text) { box.value = ""; this.fit(); this.send(text); }
  }
  restart() { this.line.restart(); this.on_reset(); this.$.box.focus(); }

  // What the line has to tell: server-sent events by their names, and its own news.
  on_message(message) {
    if (message.from !== "lead") this.draft(null);
    this.place(message);
    this.label();
    this.emit("message", { id: message.id, from: message.from, text: message.text });
  }
  on_delta({ text }) { if (!this.$.draft.hidden) this.draft(this.drafted + text); } // else its beginning was missed
  on_typing({ from }) { this.draft("", from); this.$.news.textContent = this.texts.typing(this.nameOf(from)); }
  on_state(state) {
    const { $, texts: t, state: before } = this;
    const { status, name } = state;
    const words = (said) => (typeof said === "function" ? said(name) : said);
    this.state = state;
    $.log.setAttribute("aria-busy", "false"); // the state follows the transcript: what comes now is news
    $.status.textContent = words(t.status[status]) || `${this.about.agent || ""} · ${t.assistant}`;
    $.end.hidden = status !== "closed";
    if (before?.status === status && before.name === name) return;
    this.draft(null);
    if (status !== "closed" && before && t.news[status]) this.place({ from: "system", text: words(t.news[status]), seq: Math.max(0, ...this.items.map((item) => item.seq).filter(isFinite)) + 0.5 });
    this.emit("state", state);
  }
  on_begun({ messages, conversation_id, lead_id }) {
    messages.forEach((message) => this.place({ ...message, seq: 0 }));
    this.emit("conversation", { conversation_id, lead_id });
  }
  on_joined() { this.$.log.setAttribute("aria-busy", "true"); this.clear((item) => item.local); this.greet(); this.seePage(); }
  on_outbox({ item, id, status, detail }) {
    const entry = this.items.find((other) => other.client_id === item.client_id);
    if (!entry) return;
    entry.id ||= id;
    this.setStatus(entry, status, detail);
    if (id) this.seePage();
  }
  on_line(up) {
    this.draft(null); // words may have been missed; the message itself is not
    this.$.offline.hidden = up;
    this.$.offline.textContent = up ? "" : this.texts.offline;
  }
  on_reset() { this.clear(() => true); this.draft(null); this.state = null; this.on_state({ status: "open" }); this.greet(); this.label(); }
  clear(unwanted) { this.items = this.items.filter((item) => !unwanted(item) || item.node.remove()); }
  seePage() { this.track(this.dataset.activity || "page"); }
  nameOf(from, name) { return from === "lead" ? this.texts.you : from === "rep" ? name || this.state?.name || this.about.business : this.about.agent; }

  /** Puts a message where it belongs. One that is known (same id or client id, or the greeting) moves, and is not repeated. */
  place(message) {
    const { items, $ } = this;
    const same = (a, b, key) => a[key] && a[key] === b[key];
    let item = items.find((other) => same(other, message, "id") || same(other, message, "client_id") || (other.local && message.from === "agent" && other.text === message.text));
    if (!item) items.push((item = { ...message, node: this.bubble(message) }));
    Object.assign(item, { id: message.id || item.id, seq: message.seq ?? Infinity, local: message.local });
    if (item.from === "lead") this.setStatus(item, message.status);
    items.sort((a, b) => (a.seq === b.seq ? 0 : a.seq - b.seq));
    const next = items[items.indexOf(item) + 1]?.node || null;
    if (!item.node.isConnected || item.node.nextSibling !== next) $.log.insertBefore(item.node, next);
    items.forEach(({ from, node }, index) => node.classList.toggle("turn", from !== items[index - 1]?.from));
    this.toEnd(message.from === "lead");
  }
  bubble({ from, text, name, at }) {
    const body = el("div", { className: "b", dir: "auto", title: at ? new Date(at).toLocaleString() : "" }, ...(from === "lead" ? [text] : linked(text)));
    const by = from === "system" ? [] : [el("span", { className: from === "rep" ? "by" : "vh" }, this.nameOf(from, name), el("span", { className: "vh" }, ": "))];
    return el("div", { className: `m ${from}` }, ...by, body);
  }
  setStatus(item, status, detail) {
    const { node, text } = item;
    node.querySelector(".st")?.remove();
    node.classList.toggle("bad", status === "failed");
    if (!status || item.seq < Infinity) return;
    const words = [this.texts[status], detail].filter(Boolean).join(": ");
    node.append(el("div", { className: "st" }, words));
    if (status !== "failed") return;
    node.lastChild.append(el("button", { type: "button", onclick: () => { this.clear((other) => other === item); this.send(text); this.$.box.focus(); } }, this.texts.again));
    this.$.news.textContent = words;
  }
  /** The reply as it is being written ("": nothing yet; null: nobody writes). The log gets the finished message only. */
  draft(text, from = "agent") {
    const { draft, news } = this.$;
    clearTimeout(this.stale);
    this.drafted = text || "";
    draft.hidden = text === null;
    draft.className = `m turn ${from}`;
    draft.replaceChildren(this.drafted.trim() ? el("div", { className: "b", dir: "auto" }, text) : el("div", { className: "b dots" }, el("i"), el("i"), el("i")));
    if (text === null) { news.textContent = ""; return; }
    this.toEnd();
    this.stale = setTimeout(() => this.draft(null), 60e3); // a reply that never came must not be typed for ever
  }
  /** Follows the newest message, unless the visitor has scrolled up to read. */
  toEnd(force) {
    this.follows ||= force;
    if (this.follows) requestAnimationFrame(() => { this.$.scroll.scrollTop = this.$.scroll.scrollHeight; });
  }
  emit(name, detail = {}) { this.dispatchEvent(new CustomEvent(`bantam:${name}`, { detail, bubbles: true, composed: true })); }
}

if (!customElements.get("bantam-chat")) customElements.define("bantam-chat", BantamChat);
const start = () => {
  if (document.querySelector("bantam-chat")) return;
  const chat = document.createElement("bantam-chat");
  Object.assign(chat.dataset, SCRIPT.dataset);
  document.body.append(chat);
};
if (!SCRIPT?.dataset.playbook) return;
if (document.body) start();
else document.addEventListener("DOMContentLoaded", start);
