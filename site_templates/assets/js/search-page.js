// The search page: the form, the address and the results, always the same query.

import { advice, short } from "./advice.js";
import { filters } from "./filters.js";
import { hits } from "./hits.js";
import { search, years } from "./search.js";
import { isPunctuation } from "./text.js";

const PAGE_SIZE = 10;
// Milliseconds after the last key: until the newest year is searched, and until all are.
const WAIT = 200;
const WAIT_FOR_ALL = 800;
const PATIENCE = 200; // ms until one is told that it takes a while
const TITLE = document.title;

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
  run(history.state ?? {}); // who comes back finds the list as it was left
};

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const say = (text) => {
  status.textContent = text;
};

// ---- from the query to the results ----

const run = async ({ typing = false, count = PAGE_SIZE, scroll } = {}) => {
  clearTimeout(waiting);
  const mine = ++latest;
  const isLatest = () => mine === latest;
  list.setAttribute("aria-busy", "true");
  const slow = setTimeout(() => isLatest() && wait(true), PATIENCE);
  try {
    const state = asked.state();
    const isShown = await searchNewest(state, count, isLatest);
    if (typing && !state.year) await pause(WAIT_FOR_ALL - WAIT);
    if (!isLatest()) return;
    const found = await search(state.q, state);
    if (isLatest()) await show(found, state, isShown ? Math.max(count, shown.count) : count, isLatest);
    if (isLatest() && scroll) window.scrollTo(0, scroll);
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

// What is new is wanted most: it is there at once, and the other years are merged with it. Whether it is there.
const searchNewest = async (state, count, isLatest) => {
  if (state.year || state.q.trim() === "") return false;
  const [newest, ...others] = await years();
  if (others.length === 0 || !isLatest()) return false;
  const found = await search(state.q, { ...state, year: newest }).catch(() => null); // the search of all will tell
  if (!found || found.total === 0 || !isLatest()) return false;
  await showHits(found, state, count, isLatest);
  if (isLatest()) say(`${newest}年度找到${found.total}个项目，正在查其他年度……`);
  return true;
};

const wait = (isSlow) => {
  status.classList.toggle("is-busy", isSlow);
  if (isSlow && status.textContent === "") say("正在搜索……");
};

const clear = () => {
  shown = { found: { terms: [], results: [] }, state: {}, count: 0 };
  list.dataset.total = 0;
  list.replaceChildren();
  help.replaceChildren();
  more.hidden = true;
};

const show = async (found, state, count, isLatest) => {
  await showHits(found, state, count, isLatest);
  if (!isLatest()) return;
  const lines = await advice(found, state, change);
  const listed = found.terms.length > 0 ? await years() : [];
  if (!isLatest()) return;
  asked.offer(found, listed);
  help.replaceChildren(...lines);
  document.title = found.terms.length > 0 ? `${short(state.q.trim())} - ${TITLE}` : TITLE;
  say(summary(found, state));
};

const summary = ({ terms, total, results, unfiltered, missing }, { q }) => {
  if (terms.length === 0) return location.search === "" ? "" : "请输入要找的字词。";
  const rows = results.reduce((sum, result) => sum + result.rows, 0);
  if (total > 0) return rows > 0 && !terms.some(isPunctuation) ? `找到${total}个项目、${rows}项指标` : `找到${total}个项目`;
  if (missing.length > 0) return "没有查完，目前还没有找到。";
  if (unfiltered > 0) return "没有符合筛选条件的项目。";
  return `没有找到含有“${short(q.trim())}”的项目。可以换一个说法，或者少写几个字。`;
};

const showHits = async (found, state, count, isLatest) => {
  const first = await hits(found, state, 0, count);
  if (!isLatest()) return;
  const focused = list.contains(document.activeElement) ? document.activeElement.href : undefined;
  shown = { found, state, count: 0 };
  list.dataset.total = found.total;
  list.replaceChildren(...first);
  help.replaceChildren();
  advance(first.length);
  [...list.querySelectorAll("a")].find((link) => link.href === focused)?.focus({ preventScroll: true });
};

const advance = (count) => {
  shown.count += count;
  more.hidden = shown.count >= shown.found.results.length;
};

// ---- what a person does ----

// A query or filter that is offered: as if it had been typed and sent.
const change = (values) => {
  asked.fill({ ...asked.state(), ...values });
  form.requestSubmit();
  list.focus(); // the button that was pressed goes away; the field would bring up a phone's keyboard
};

const typed = (event) => {
  clearTimeout(waiting);
  if (event.isComposing) return; // pinyin that is still to become a word
  history.replaceState(null, "", address());
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
  if (matchMedia("(pointer: coarse)").matches) form.elements.q.blur(); // its keyboard would hide the results
  run();
});

form.addEventListener("reset", (event) => {
  event.preventDefault();
  asked.fill({ q: asked.state().q });
  form.requestSubmit();
  list.focus(); // the button hides itself
});

window.addEventListener("popstate", () => {
  if (new URL(committed).search !== location.search) open(); // not where only the place on the page has changed
});

window.addEventListener("pagehide", () => {
  const count = Math.max(PAGE_SIZE, shown?.count ?? 0); // nothing may have been found, or not yet
  history.replaceState({ count, scroll: window.scrollY }, "");
});

more.addEventListener("click", async () => {
  const before = shown;
  more.disabled = true;
  try {
    const next = await hits(shown.found, shown.state, shown.count, PAGE_SIZE);
    if (shown !== before) return; // other years have been merged meanwhile
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

// Arrows go from the field through the results and back, Escape goes back at once.
document.addEventListener("keydown", (event) => {
  const field = form.elements.q;
  const links = [field, ...list.querySelectorAll("a")];
  const at = links.indexOf(event.target);
  if (at < 0 || event.isComposing) return;
  const to = { ArrowDown: links[at + 1], ArrowUp: links[at - 1], Escape: at > 0 ? field : undefined }[event.key];
  if (!to) return;
  event.preventDefault();
  to.focus();
});

open();
