// A result: the project, and what in it matches.

import { details } from "./load.js";
import { holds, marked } from "./text.js";

const ROOT = new URL("../../", import.meta.url);
const MOST_OTHERS = 3; // rows that match a filter and not the query

/** Makes an element. */
export const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

/** The results from `start` on, at most `count`, as elements; `filters` are those of the search. */
export const hits = ({ terms, results }, filters, start, count) =>
  Promise.all(results.slice(start, start + count).map((result) => hit(result, terms, filters)));

const hit = async (result, terms, filters) => {
  const page = new URL(`${result.url}index.html`, ROOT).href;
  const heading = element("h2", {}, element("a", { href: page }, ...marks(result.title, terms)));
  const article = element("article", { className: "hit" }, heading);
  article.dataset.project = result.url;
  const fields = await details(result).catch((error) => console.warn(error));
  if (!fields) {
    article.append(element("p", { className: "hit__facts" }, `${result.year}年度，详细内容没有取到，请打开项目页查看`));
    return article;
  }
  if (fields.withdrawn) heading.append(" ", element("span", { className: "tag" }, "已撤回"));
  article.append(facts(fields, terms));
  for (const goal of telling(fields.goals, terms)) {
    article.append(element("p", { className: "hit__goal" }, element("small", {}, "目标 "), ...excerpt(goal, terms)));
  }
  const items = [
    ...matching(fields.indicators, terms).map((row) => rowItem(row, page, terms)),
    ...asked(fields.indicators, terms, filters).map((row) => otherItem(row, page)),
  ];
  if (items.length > 0) article.append(element("ul", { className: "hit__rows" }, ...items));
  return article;
};

const heldBy = ([, , , ...texts], terms) => terms.filter((term) => texts.some((text) => holds(text, term))).length;

// The rows that hold a term, those with the most terms first.
const matching = (rows, terms) =>
  rows
    .map((row) => [row, heldBy(row, terms)])
    .filter(([, held]) => held > 0)
    .sort((a, b) => b[1] - a[1])
    .map(([row]) => row);

// Why the project passes the filters, where no row that is shown tells it.
const asked = (rows, terms, { category, kind }) => {
  if (!category && !kind) return [];
  const right = rows.filter((row) => (!category || row[1] === category) && (!kind || row[2].includes(kind)));
  return right.some((row) => heldBy(row, terms) > 0) ? [] : right.slice(0, MOST_OTHERS);
};

const facts = ({ year, department, budget }, terms) =>
  element(
    "p",
    { className: "hit__facts" },
    element("span", {}, `${year}年度`),
    element("span", {}, ...marks(department, terms)),
    element("span", {}, `预算 ${budget} 元`),
  );

const otherItem = (row, page) => {
  const item = rowItem(row, page, []);
  item.className = "hit__other";
  delete item.dataset.indicator;
  return item;
};

const rowItem = ([id, category, , name, period, annual], page, terms) => {
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
