// What to do where nothing is found, or not everything could be searched: what is the cause, and what would help.

import { element } from "./hits.js";
import { nearest, quoted } from "./search.js";

const MOST = 6; // lines
const LONG = 50; // characters

/** A text to be told of: its beginning, where it is long. */
export const short = (text) => ([...text].length > LONG ? `${[...text].slice(0, LONG).join("")}……` : text);

/**
 * Elements with what is known about an empty result, or one that lacks something.
 *
 * @param {object} found as `search` gives it
 * @param {object} state of the form
 * @param {(values: object) => void} change ask for something else: values of the form's fields
 */
export const advice = async (found, state, change) => {
  const { total, terms, alone, unfiltered, missing } = found;
  const button = (text, values) => {
    const made = element("button", { type: "button" }, text);
    made.addEventListener("click", () => change(values));
    return made;
  };
  const lines = [];
  if (missing.length > 0) {
    lines.push([`${missing.join("、")}年度的内容没有取到，上面没有包括。`, button("再试一次", {})]);
  }
  if (terms.length > 0 && total === 0) {
    if (unfiltered > 0) {
      const none = { department: "", category: "", kind: "" };
      lines.push([`去掉筛选条件后，有${unfiltered}个项目。`, button("去掉筛选条件", none)]);
    } else {
      const where = state.year ? `${state.year}年度的项目` : "全部项目";
      if (terms.length > 1 && !alone.includes(0)) lines.push(["没有一个项目同时有这几个词。"]);
      for (const [at, term] of terms.entries()) {
        if (alone[at] > 0) {
          if (terms.length > 1) {
            lines.push([`有“${short(term)}”的项目有${alone[at]}个。`, button(`只查“${short(term)}”`, { q: quoted(term) })]);
          }
          continue;
        }
        const near = await nearest(term, { year: state.year });
        const instead = near && terms.flatMap((other, number) => (number === at ? near : other)).map(quoted).join(" ");
        const offer = near ? [button(`改查“${near.join(" ")}”`, { q: instead })] : [];
        lines.push([`${where}里没有“${short(term)}”。`, ...offer]);
      }
    }
    if (state.year) lines.push(["这里只查了一个年度。", button("查全部年度", { year: "" })]);
  }
  if (lines.length === 0) return [];
  return [element("ul", {}, ...lines.slice(0, MOST).map((line) => element("li", {}, ...line.flatMap((part) => [part, " "]))))];
};
