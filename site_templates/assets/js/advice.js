// What to do where nothing is found: which word is the cause, and what would find something.

import { element } from "./hits.js";
import { nearest } from "./search.js";

/**
 * Elements with what is known about an empty result.
 *
 * @param {object} found as `search` gives it
 * @param {object} state of the form
 * @param {(values: object) => void} change ask for something else: values of the form's fields
 */
export const advice = async (found, state, change) => {
  const { total, terms, alone, unfiltered } = found;
  if (terms.length === 0 || total > 0) return [];
  const button = (text, values) => {
    const made = element("button", { type: "button" }, text);
    made.addEventListener("click", () => change(values));
    return made;
  };
  const lines = [];
  if (unfiltered > 0) {
    const all = { department: "", category: "", kind: "" };
    lines.push([`筛选条件去掉以后有${unfiltered}个项目。`, button("去掉筛选条件", all)]);
  } else {
    const where = state.year ? `${state.year}年度的项目` : "全部项目";
    for (const [at, term] of terms.entries()) {
      if (alone[at] === 0) {
        const near = await nearest(term, { year: state.year });
        lines.push([`${where}里没有“${term}”。`, ...(near ? [button(`改查“${near}”`, { q: replaced(terms, at, near) })] : [])]);
      } else if (terms.length > 1) {
        lines.push([`有“${term}”的项目有${alone[at]}个。`, button(`只查“${term}”`, { q: quoted(term) })]);
      }
    }
    if (terms.length > 1 && !alone.includes(0)) lines.push(["没有一个项目同时有这几个词。"]);
  }
  if (state.year) lines.push(["这里只查了一个年度。", button("查全部年度", { year: "" })]);
  return [element("ul", {}, ...lines.map((line) => element("li", {}, ...line.flatMap((part) => [part, " "]))))];
};

const quoted = (term) => (term.includes(" ") ? `"${term}"` : term);

const replaced = (terms, at, near) => terms.map((term, number) => quoted(number === at ? near : term)).join(" ");
