// The search page: the form, the address and the results, always the same query.

import { advice } from "./advice.js";
import { filters } from "./filters.js";
import { hits } from "./hits.js";
import { search, years } from "./search.js";

const PAGE_SIZE = 10;
// Milliseconds after the last key: until the newest year is searched, and until all are.
const WAIT = 200;
const WAIT_FOR_ALL = 800;
const PATIENCE = 200; // ms until one is told that it takes a while

const form = document.getElementById("search-form");
const asked = filters(form);
const status = document.getElementById("search-status");
const help = document.getElementById("search-advice");
const list = document.getElementById("results");
const more = document.getElementById("more-results");

let latest = 0; // only the latest query may show its results
let waiting;
let committed; // the address of this history entry before it was typed over
let shown;

const address = () => {
  const url = new URL(location.href);
  url.search = new URLSearchParams(Object.entries(asked.state()).filter(([, value]) => value.trim() !== ""));
  url.hash = "";
  return url.href;
};

const open = () => {
  asked.fill(Object.fromEntries(new URLSearchParams(location.search)));
  committed = address();
  run();
};

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const say = (text) => {
  status.textContent = text;
};

// ---- from the query to the results ----

const run = async ({ typing = false } = {}) => {
  clearTimeout(waiting);
  const mine = ++latest;
  const isLatest = () => mine === latest;
  list.setAttribute("aria-busy", "true");
  const slow = setTimeout(() => isLatest() && wait(true), PATIENCE);
  try {
    const state = asked.state();
    await searchNewest(state, isLatest);
    if (typing && !state.year) await pause(WAIT_FOR_ALL - WAIT);
    if (isLatest()) await show(await search(state.q, state), state, isLatest);
  } catch (error) {
    if (!isLatest()) return;
    console.warn(error);
    clear();
    say("搜索没有成功，可能是网络中断了，请稍后再试。");
  } finally {
    clearTimeout(slow);
    if (isLatest()) {
      wait(false);
      list.setAttribute("aria-busy", "false");
    }
  }
};

// What is new is wanted most: it is there at once, and the other years are merged with it.
const searchNewest = async (state, isLatest) => {
  if (state.year || state.q.trim() === "") return;
  const [newest, ...others] = await years();
  if (others.length === 0 || !isLatest()) return;
  const found = await search(state.q, { ...state, year: newest });
  if (found.total === 0 || !isLatest()) return;
  await showHits(found, isLatest);
  if (isLatest()) say(`${newest}年度找到${found.total}个项目，正在查其他年度……`);
};

const wait = (isSlow) => {
  status.classList.toggle("is-busy", isSlow);
  if (isSlow && status.textContent === "") say("正在搜索……");
};

const clear = () => {
  shown = { terms: [], results: [], count: 0 };
  list.dataset.total = 0;
  list.replaceChildren();
  help.replaceChildren();
  more.hidden = true;
};

const show = async (found, state, isLatest) => {
  await showHits(found, isLatest);
  if (!isLatest()) return;
  const lines = await advice(found, state, change);
  const listed = found.terms.length > 0 ? await years() : [];
  if (!isLatest()) return;
  asked.offer(found, listed);
  help.replaceChildren(...lines);
  say(summary(found, state));
};

const summary = ({ terms, total, results }, { q }) => {
  if (terms.length === 0) return location.search === "" ? "" : "请输入要找的字词。";
  const rows = results.reduce((sum, result) => sum + result.rows, 0);
  if (rows > 0) return `找到${total}个项目，符合的指标有${rows}项`;
  return total > 0 ? `找到${total}个项目` : `没有找到含有“${q.trim()}”的项目。可以换一个说法，或者少写几个字。`;
};

const showHits = async (found, isLatest) => {
  const first = await hits(found, 0, PAGE_SIZE);
  if (!isLatest()) return;
  const focused = document.activeElement.closest("[data-project]")?.dataset.project;
  shown = { ...found, count: 0 };
  list.dataset.total = found.total;
  list.replaceChildren(...first);
  help.replaceChildren();
  advance(first.length);
  if (focused) list.querySelector(`[data-project="${CSS.escape(focused)}"] a`)?.focus();
};

const advance = (count) => {
  shown.count += count;
  more.hidden = shown.count >= shown.results.length;
};

// ---- what a person does ----

// A query or filter that is offered: as if it had been typed and sent.
const change = (values) => {
  asked.fill({ ...asked.state(), ...values });
  form.requestSubmit();
  list.focus(); // the button that was pressed goes away; the field would bring up a phone's keyboard
};

const typed = (event) => {
  if (event.isComposing) return; // pinyin that is still to become a word
  history.replaceState(null, "", address());
  clearTimeout(waiting);
  list.setAttribute("aria-busy", "true");
  waiting = setTimeout(run, WAIT, { typing: event.target === form.elements.q });
};

form.addEventListener("input", typed);
form.addEventListener("compositionend", typed);

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const next = address();
  if (next !== committed) {
    history.replaceState(null, "", committed);
    history.pushState(null, "", next);
    committed = next;
  }
  run();
});

form.addEventListener("reset", (event) => {
  event.preventDefault();
  asked.fill({ q: asked.state().q });
  form.requestSubmit();
});

window.addEventListener("popstate", open);

more.addEventListener("click", async () => {
  const mine = latest;
  more.disabled = true;
  try {
    const next = await hits(shown, shown.count, PAGE_SIZE);
    if (mine !== latest) return;
    list.append(...next);
    advance(next.length);
    next[0].querySelector("a").focus();
  } catch (error) {
    console.warn(error);
    say("没有取到更多结果，可能是网络中断了，请再试一次。");
  } finally {
    more.disabled = false;
  }
});

// Arrows go from the field through the results and back, Escape goes back at once, / comes from anywhere.
document.addEventListener("keydown", (event) => {
  const field = form.elements.q;
  const isTyping = event.target.matches("input, select, textarea");
  if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    field.select();
    return;
  }
  const links = [field, ...list.querySelectorAll("a")];
  const at = links.indexOf(event.target);
  if (at < 0 || event.isComposing) return;
  const to = { ArrowDown: links[at + 1], ArrowUp: links[at - 1], Escape: at > 0 ? field : undefined }[event.key];
  if (!to) return;
  event.preventDefault();
  to.focus();
});

open();
