// What to do where nothing is found, or not everything could be searched: what is the cause, and what would help.

import { element } from "./hits.js";
import { nearest, quoted, years } from "./search.js";

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
  const lines = [...missingYears(found), ...(found.terms.length > 0 && found.total === 0 ? await reasons(found, state) : [])];
  if (lines.length === 0) return [];
  const item = ([text, label, values]) => {
    if (!label) return element("li", {}, text);
    const button = element("button", { type: "button" }, label);
    button.addEventListener("click", () => change(values));
    return element("li", {}, text, " ", button);
  };
  return [element("ul", {}, ...lines.slice(0, MOST).map(item))];
};

// Lines: what is so, what a button says that would help, and the fields of the form that it sets.

const missingYears = ({ missing }) =>
  missing.length > 0 ? [[`${missing.join("、")}年度的内容没有取到，上面没有包括。`, "再试一次", {}]] : [];

const reasons = async (found, state) => {
  const { unfiltered } = found;
  const lines =
    unfiltered > 0
      ? [[`去掉筛选条件后，有${unfiltered}个项目。`, "去掉筛选条件", { department: "", category: "", kind: "" }]]
      : await missingTerms(found, state);
  return state.year ? [...lines, ["这里只查了一个年度。", "查全部年度", { year: "" }]] : lines;
};

const missingTerms = async ({ terms, alone }, { year }) => {
  const where = year ? `${year}年度的项目` : "全部项目";
  const isOne = terms.length === 1;
  const inPlaceOf = (at, others) => terms.flatMap((term, number) => (number === at ? others : term)).map(quoted).join(" ");
  const lines = isOne || alone.includes(0) ? [] : [["没有一个项目同时有这几个词。"]];
  for (const [at, term] of terms.entries()) {
    if (!isOne && (await years()).includes(term)) {
      lines.push([`“${term}”是年度，可以在筛选里选。`, `只看${term}年度`, { q: inPlaceOf(at, []), year: term }]);
    } else if (alone[at] === 0) {
      const near = await nearest(term, { year });
      const offer = near ? [`改查“${near.join(" ")}”`, { q: inPlaceOf(at, near) }] : [];
      lines.push([`${where}里没有“${short(term)}”。`, ...offer]);
    } else if (!isOne) {
      lines.push([`有“${short(term)}”的项目有${alone[at]}个。`, `只查“${short(term)}”`, { q: quoted(term) }]);
    }
  }
  return lines;
};
