// A result: the project, and what in it matches.

import { details } from "./search.js";
import { holds, marked } from "./text.js";

const ROOT = new URL("../../", import.meta.url);

/** Makes an element. */
export const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

/** The results from `start` on, at most `count`, as elements. */
export const hits = ({ terms, results }, start, count) =>
  Promise.all(results.slice(start, start + count).map(async (result) => hit(result, await details(result), terms)));

const hit = (result, fields, terms) => {
  const page = new URL(`${result.url}index.html`, ROOT).href;
  const rows = fields.indicators.filter((row) => terms.some((term) => row.slice(2).some((text) => holds(text, term))));
  const heading = element("h2", {}, element("a", { href: page }, ...marks(result.title, terms)));
  if (fields.withdrawn) heading.append(" ", element("span", { className: "tag" }, "已撤回"));
  const article = element("article", { className: "hit" }, heading, facts(fields, terms));
  article.dataset.project = result.url;
  for (const goal of telling(fields.goals, terms)) {
    article.append(element("p", { className: "hit__goal" }, element("small", {}, "目标 "), ...excerpt(goal, terms)));
  }
  if (rows.length > 0) {
    article.append(element("ul", { className: "hit__rows" }, ...rows.map((row) => rowItem(row, page, terms))));
  }
  return article;
};

const facts = ({ year, department, budget }, terms) =>
  element(
    "p",
    { className: "hit__facts" },
    element("span", {}, `${year}年度`),
    element("span", {}, ...marks(department, terms)),
    element("span", {}, `预算 ${budget} 元`),
  );

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
  const value = (label, text) =>
    element("span", {}, element("small", {}, `${label} `), ...(text === "" ? [element("span", { className: "unset" }, "未设置")] : marks(text, terms)));
  if (period === annual) return [value("实施周期、当年度", period)];
  return [value("实施周期", period), value("当年度", annual)];
};

const marks = (text, terms) => marked(text, terms).map(([part, isMatch]) => (isMatch ? element("mark", {}, part) : part));

// The goals that hold a term which none before them holds.
const telling = (goals, terms) =>
  goals.filter((goal, at) =>
    terms.some((term) => holds(goal, term) && !goals.slice(0, at).some((before) => holds(before, term))),
  );

// The sentences with the first match of each term; all of them where a match runs over their ends.
const excerpt = (text, terms) => {
  const sentences = text.match(/[^。；;！？\n]+[。；;！？\n]*/g) ?? [text];
  const kept = new Set();
  for (const term of terms.filter((term) => holds(text, term))) {
    const at = sentences.findIndex((sentence) => holds(sentence, term));
    if (at < 0) return marks(text, terms);
    kept.add(at);
  }
  return [...kept]
    .sort((a, b) => a - b)
    .flatMap((at, n) => [n > 0 || at > 0 ? "……" : "", ...marks(sentences[at].trim(), terms)]);
};
