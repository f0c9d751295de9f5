// The search page: the form, the address and the results, always the same query.

import { details, search } from "./search.js";
import { holds, marked } from "./text.js";

const PAGE_SIZE = 10;
const WAIT = 200; // ms after the last key
const FIELDS = ["q", "year", "department", "category"];
const ROOT = new URL("../../", import.meta.url);

const form = document.getElementById("search-form");
const status = document.getElementById("search-status");
const list = document.getElementById("results");
const more = document.getElementById("more-results");

let latest = 0; // only the latest query may show its results
let waiting;
let committed; // the address of this history entry before it was typed over
let shown;

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

const state = () => Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value]));

const address = () => {
  const url = new URL(location.href);
  url.search = new URLSearchParams(Object.entries(state()).filter(([, value]) => value.trim() !== ""));
  url.hash = "";
  return url.href;
};

const readAddress = () => {
  const parameters = new URLSearchParams(location.search);
  for (const name of FIELDS) {
    const field = form.elements[name];
    const value = parameters.get(name) ?? "";
    field.value = value;
    // A year or a department that this site doesn't have: nothing is found, and one sees why.
    if (field.options && field.value !== value) field.add(new Option(value, value, false, true));
  }
};

const open = () => {
  readAddress();
  committed = address();
  run();
};

const run = async () => {
  clearTimeout(waiting);
  const mine = ++latest;
  const { q, ...filters } = state();
  list.setAttribute("aria-busy", "true");
  const slow = setTimeout(() => mine === latest && say("正在搜索……"), 200);
  try {
    const found = await search(q, filters);
    if (mine !== latest) return;
    await show(found, q, mine);
  } catch (error) {
    if (mine !== latest) return;
    console.warn(error);
    clear();
    say("搜索没有成功，可能是网络中断了，请稍后再试。");
  } finally {
    clearTimeout(slow);
    if (mine === latest) list.setAttribute("aria-busy", "false");
  }
};

const clear = () => {
  shown = { terms: [], results: [], count: 0 };
  list.dataset.total = 0;
  list.replaceChildren();
  more.hidden = true;
};

const say = (text) => {
  status.textContent = text;
};

const show = async (found, query, mine) => {
  const first = await hits(found, 0);
  if (mine !== latest) return;
  shown = { ...found, count: 0 };
  list.dataset.total = found.total;
  list.replaceChildren(...first);
  advance(first.length);
  if (found.terms.length === 0) say(location.search === "" ? "" : "请输入要找的字词。");
  else if (found.total > 0) say(`找到${found.total}个项目`);
  else say(`没有找到含有“${query.trim()}”的项目。可以换一个说法，少写几个字，或去掉筛选条件。`);
};

const advance = (count) => {
  shown.count += count;
  more.hidden = shown.count >= shown.results.length;
};

const hits = ({ terms, results }, start) =>
  Promise.all(results.slice(start, start + PAGE_SIZE).map(async (result) => hit(result, await details(result), terms)));

const hit = (result, fields, terms) => {
  const page = new URL(`${result.url}index.html`, ROOT).href;
  const rows = fields.indicators.filter((row) => terms.some((term) => row.slice(2).some((text) => holds(text, term))));
  const goals = telling(fields.goals, terms);
  const article = element("article", { className: "hit" });
  article.dataset.project = result.url;
  article.append(
    element("h2", {}, element("a", { href: page }, ...marks(result.title, terms)), ...(fields.withdrawn ? [" ", element("span", { className: "tag" }, "已撤回")] : [])),
    element(
      "p",
      { className: "hit__facts" },
      `${fields.year}年度　`,
      ...marks(fields.department, terms),
      `　预算${fields.budget} 元`,
    ),
    ...goals.map((goal) => element("p", { className: "hit__goal" }, "目标：", ...excerpt(goal, terms))),
  );
  if (rows.length > 0) article.append(element("ul", { className: "hit__rows" }, ...rows.map((row) => rowItem(row, page, terms))));
  return article;
};

const rowItem = ([id, category, name, period, annual], page, terms) => {
  const item = element(
    "li",
    {},
    element(
      "a",
      { href: `${page}#${id}` },
      element("span", { className: "hit__category" }, category),
      element("span", { className: "hit__name" }, ...marks(name, terms)),
      element("span", { className: "hit__value" }, ...values(period, annual, terms)),
    ),
  );
  item.dataset.indicator = id;
  return item;
};

// Most forms give one value for both; two are told apart by the form's words.
const values = (period, annual, terms) => {
  if (period === annual || period === "" || annual === "") return marks(annual || period, terms);
  const labelled = (label, value) => element("span", {}, element("small", {}, `${label} `), ...marks(value, terms));
  return [labelled("实施周期", period), labelled("当年度", annual)];
};

const marks = (text, terms) => marked(text, terms).map(([part, isMatch]) => (isMatch ? element("mark", {}, part) : part));

// The goals that hold a term which none before them holds.
const telling = (goals, terms) =>
  goals.filter((goal, at) => terms.some((term) => holds(goal, term) && !goals.slice(0, at).some((before) => holds(before, term))));

// The sentences around the first match of each term.
const excerpt = (text, terms) => {
  const sentences = text.match(/[^。；;！？\n]+[。；;！？\n]*/g) ?? [text];
  const kept = new Set();
  for (const term of terms) {
    const at = sentences.findIndex((sentence) => holds(sentence, term));
    if (at >= 0) kept.add(at);
  }
  if (!terms.every((term) => !holds(text, term) || [...kept].some((at) => holds(sentences[at], term)))) return marks(text, terms);
  return [...kept].sort((a, b) => a - b).flatMap((at, n) => [n > 0 || at > 0 ? "……" : "", ...marks(sentences[at].trim(), terms)]);
};

form.addEventListener("input", () => {
  history.replaceState(null, "", address());
  clearTimeout(waiting);
  list.setAttribute("aria-busy", "true");
  waiting = setTimeout(run, WAIT);
});

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

window.addEventListener("popstate", open);

more.addEventListener("click", async () => {
  const mine = latest;
  more.disabled = true;
  try {
    const next = await hits(shown, shown.count);
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

open();
