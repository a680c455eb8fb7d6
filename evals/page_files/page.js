"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const at = id => document.getElementById(id);
const STAGES = ["SQL", "MQL", "lead", "disqualified"];
const PAGE = 60;
// Everything a lead wrote goes in as text, never as HTML.
function el(name, props = {}, ...inner) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(props)) key === "class" ? node.className = value : key.startsWith("on") ? node.addEventListener(key.slice(2), value) : node.setAttribute(key, value);
  node.append(...inner.filter(part => part !== null && part !== undefined));
  return node;
}
const words = text => String(text).replaceAll("_", " ");
const share = value => value === undefined ? "" : (100 * value).toFixed(1) + " %";
const all = Object.entries(data.suites).flatMap(([suite, report]) => report.cases.map(c => ({...c, suite})));
const key = c => `${c.suite} ${c.id} ${c.repeat}`;
const changed = new Map((data.compared?.changed ?? []).map(pair => [`${pair.suite} ${pair.id} ${pair.repeat}`, pair]));
let confused = null, shown = PAGE;

function costly(report) {
  const style = ["two_questions", "too_long_reply", "wrong_language", "hard_reply"];
  return Object.entries(report.costly).filter(([kind, n]) => n && !style.includes(kind)).map(([kind, n]) => `${n} ${words(kind)}`).join(", ") || "none";
}
function overview() {
  const broken = [];
  at("suites").append(el("tr", {}, ...["suite", "runs", "clean", "95 %", "stages", "facts", "hand-overs", "gates", "costly mistakes"].map(t => el("th", {scope: "col"}, t))));
  for (const [name, r] of Object.entries(data.suites)) {
    const known = r.key_numbers ?? {}, of = name => share(known[name]?.value), held = r.gates.filter(g => g.held).length;
    broken.push(...r.gates.filter(g => !g.held).map(g => ({...g, suite: name})));
    const cells = [name, r.numbers.runs, share(r.numbers.clean), `${share(r.numbers.clean_low)} to ${share(r.numbers.clean_high)}`, of("stage_accuracy"), of("fact_accuracy") || of("slots_micro.f1"), of("handoff_accuracy"), `${held}/${r.gates.length}`];
    const row = el("tr", {}, ...cells.map(t => el("td", {}, String(t))), el("td", {class: "words"}, costly(r)));
    row.children[7].className = held === r.gates.length ? "good" : "bad";
    at("suites").append(row);
  }
  const total = Object.values(data.suites).reduce((n, r) => n + r.gates.length, 0);
  at("verdict").textContent = broken.length ? `${broken.length} of ${total} gates fail` : total ? `All ${total} gates hold` : "No gates";
  at("verdict").className = broken.length ? "bad" : "good";
  if (broken.length) at("gates").append(el("h2", {}, "Gates that fail"), ...broken.map(g => el("p", {class: "fault"}, `${g.suite}: ${g.gate}, it is ${g.value}`)));
  compared();
  for (const [name, r] of Object.entries(data.suites)) extra(name, r);
}
const table = (heads, rows) => el("div", {class: "wide", tabindex: "0", role: "group", "aria-label": `Table by ${heads[0]}`}, el("table", {}, el("tr", {}, ...heads.map(t => el("th", {scope: "col"}, t))), ...rows.map(cells => el("tr", {}, ...cells.map(t => el("td", {}, String(t)))))));
const points = value => (value >= 0 ? "+" : "−") + (100 * Math.abs(value)).toFixed(1);
function compared() {
  const c = data.compared;
  if (!c) return;
  const [first, second] = c.sides;
  const rows = Object.entries({...c.suites, "all suites": {...c.difference, cases: c.cases, broke: c.broke, mended: c.mended, p: c.p}});
  at("compared").append(el("h2", {}, `${first} against ${second}`), el("p", {}, `${second}: ${c.verdict}. ${c.cases} cases in both; ${c.otherwise} came out otherwise without being more or less right.`),
    table(["suite", "cases", `clean, ${first}`, `clean, ${second}`, "difference in points (95 %)", `right only ${first}`, `right only ${second}`, "p"], rows.map(([name, s]) => [name, s.cases, share(s.before), share(s.after), `${points(s.after - s.before)} (${points(s.low)} to ${points(s.high)})`, s.broke, s.mended, s.p < 0.001 ? "< 0.001" : s.p.toFixed(3)])));
  const kinds = Object.entries(c.costly);
  if (kinds.length) at("compared").append(table(["costly mistake", first, second], kinds.map(([kind, [a, b]]) => [words(kind), a, b])));
  if (c.changed.length) at("compared").append(el("p", {}, el("button", {type: "button", onclick: () => { at("outcome").value = "changed"; confused = null; draw(); at("cases").scrollIntoView(); }}, `Show the ${c.changed.length} that changed`)));
}
function extra(name, r) {
  for (const part of ["fuzz", "tone"]) {
    const told = r[part];
    if (!told) continue;
    at("extra").append(el("h2", {}, part === "fuzz" ? `${name}: read the same when changed` : `${name}: tone, judged by ${told.judge}`),
      table([part === "fuzz" ? "change" : "tone", "share", "95 %", "of"], Object.entries(told.shares).map(([kind, value]) => [words(kind), share(value), told.intervals[kind].map(share).join(" to "), told.of[kind]])));
    const list = part === "fuzz" ? told.misses.map(m => [`${m.id} ${words(m.kind)}: ${m.lost.join(", ")}`, m.before, m.text]) : Object.entries(told.poor).map(([id, j]) => [`${id}: ${j.why}`, j.quote]);
    for (const [head, ...lines] of list) at("extra").append(el("details", {}, el("summary", {}, head), el("div", {}, ...lines.map(line => el("p", {}, line)))));
  }
}
function confusion() {
  const counts = {};
  for (const c of all) if (c.kind === "conversation") { const k = c.want.stage + ">" + c.got.stage; counts[k] = (counts[k] ?? 0) + 1; }
  at("confusion").append(el("tr", {}, el("th", {}, "wanted, got"), ...STAGES.map(s => el("th", {scope: "col"}, s))));
  for (const want of STAGES) at("confusion").append(el("tr", {}, el("th", {scope: "row"}, want), ...STAGES.map(got => {
    const n = counts[want + ">" + got] ?? 0;
    const open = () => { confused = [want, got]; at("outcome").value = ""; at("suite").value = ""; at("tag").value = ""; draw(); at("cases").scrollIntoView(); };
    return el("td", {}, n ? el("button", {type: "button", class: want === got ? "good" : "bad", "aria-label": `${n} cases wanted ${want}, got ${got}`, onclick: open}, String(n)) : el("span", {class: "dim"}, "0"));
  })));
}
function marked(text, proofs) {
  const spot = proofs.map(p => ({...p, from: text.indexOf(p.quote)})).filter(p => p.quote && p.from >= 0).sort((a, b) => a.from - b.from);
  const parts = []; let end = 0;
  for (const p of spot) { if (p.from < end) continue; parts.push(text.slice(end, p.from), el("mark", {title: JSON.stringify(p.value)}, p.quote, el("sup", {}, p.slot))); end = p.from + p.quote.length; }
  return [...parts, text.slice(end)];
}
function talk(got, other) {
  return el("div", {class: "talk"}, ...(got.transcript ?? []).map((m, i) => {
    const differs = other && other.transcript?.[i]?.text !== m.text;
    return el("p", {class: m.from + (differs ? " other" : "")}, ...marked(m.text, (got.proof ?? []).filter(p => p.message === i)));
  }));
}
function side(c, other) {
  const faults = [...c.wrong, ...c.also].map(t => el("p", {class: "fault"}, t));
  if (c.kind === "message") return el("div", {}, ...faults, c.agent ? el("p", {class: "dim"}, "asked: " + c.agent) : null, el("p", {}, c.text), el("pre", {}, "got  " + JSON.stringify(c.got.frame)), el("pre", {}, "want " + JSON.stringify(c.want)));
  return el("div", {}, ...faults, el("p", {class: "dim"}, `${c.got.stage}, ${c.got.score} points, ${c.got.handoff ? "handed over" : "not handed over"}; wanted ${c.want.stage}`), talk(c.got, other), el("pre", {}, "facts " + JSON.stringify(c.got.facts, null, 1)), el("pre", {}, "want " + JSON.stringify(c.want, null, 1)));
}
function entry(c) {
  const pair = changed.get(key(c));
  const body = el("div", {});
  const line = c.kind === "message" ? c.text : [...c.wrong, ...c.also][0] ?? c.got.stage;
  const box = el("details", {}, el("summary", {}, el("span", {class: c.passed ? "good" : "bad"}, c.passed ? "right " : "wrong "), `${c.suite} ${c.id}${c.repeat ? " #" + (c.repeat + 1) : ""} `, el("span", {class: "dim"}, String(line ?? "").slice(0, 110)), ...c.tags.map(t => el("span", {class: "tag"}, t))), body);
  box.addEventListener("toggle", () => {
    if (!box.open || body.childNodes.length) return;
    if (c.why) body.append(el("p", {class: "dim"}, c.why));
    body.append(pair ? el("div", {class: "pair"}, el("div", {}, el("h3", {}, data.compared.sides[0]), side(pair.before, pair.after.got)), el("div", {}, el("h3", {}, data.compared.sides[1]), side(pair.after, pair.before.got))) : side(c));
  });
  return box;
}
function wanted(c) {
  const search = at("search").value.trim().toLowerCase(), outcome = at("outcome").value;
  if (at("suite").value && c.suite !== at("suite").value || at("tag").value && !c.tags.includes(at("tag").value)) return false;
  if (outcome === "wrong" && c.passed || outcome === "right" && !c.passed || outcome === "changed" && !changed.has(key(c))) return false;
  if (outcome === "costly" && !Object.keys(c.costly).length) return false;
  if (confused && (c.kind !== "conversation" || c.want.stage !== confused[0] || c.got.stage !== confused[1])) return false;
  return !search || JSON.stringify([c.id, c.text, c.wrong, c.also, c.got.transcript]).toLowerCase().includes(search);
}
function draw() {
  const found = all.filter(wanted);
  at("count").textContent = `${found.length} of ${all.length}` + (confused ? `, wanted ${confused[0]}, got ${confused[1]}` : "");
  at("cases").replaceChildren(...found.slice(0, shown).map(entry));
  at("more").hidden = found.length <= shown;
}
const options = (id, names) => at(id).append(el("option", {value: ""}, "all"), ...names.map(n => el("option", {value: n}, n)));
options("suite", Object.keys(data.suites));
options("tag", [...new Set(all.flatMap(c => c.tags))].sort());
if (!data.compared) at("outcome").querySelector("[value=changed]").remove();
for (const id of ["search", "suite", "tag", "outcome"]) at(id).addEventListener("input", () => { confused = null; shown = PAGE; draw(); });
at("reset").addEventListener("click", () => { confused = null; shown = PAGE; at("search").value = at("suite").value = at("tag").value = at("outcome").value = ""; draw(); });
at("more").addEventListener("click", () => { shown += PAGE; draw(); });
overview(); confusion(); draw();
