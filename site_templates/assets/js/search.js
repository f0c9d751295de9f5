// Exact search over what lies in pagefind/ (its layout: builder/search/bundle.py).

import { catalogue } from "./load.js";
import { searchShard } from "./shard.js";
import { terms } from "./text.js";

const LONGEST_TRIED = 12; // characters of a term that was not found

/** The filters, as in the page's address: each is also a facet. */
export const FACETS = ["year", "department", "category", "kind"];

/**
 * All projects that hold every term of the query in one of their fields each, best first.
 *
 * @param {string} query terms separated by spaces; "…" keeps its spaces
 * @param {{year?: string, department?: string, category?: string, kind?: string, sort?: string}} filters as in the
 *   page's address; without a year all years are searched. `sort` is "budget" or "year", else relevance
 * @returns {Promise<object>} `total`; `results`, each with the site-relative `url`, the `title`, `year`, `department`
 *   (its slug), `budget` (元) and `rows`, the number of indicators that match; the `terms`, with the number of
 *   projects that hold each (`alone`) and all of them whatever the filters (`unfiltered`); the names of the
 *   `departments` by slug; the years of which something could not be loaded (`missing`); `facets`: for each of FACETS a map from a value to its number of projects, as if that
 *   one filter weren't set
 */
export const search = async (query, filters = {}) => {
  const searched = terms(query);
  const found = await answer(searched, filters).catch(() => null);
  if (found && found.missing.length === 0) return found;
  catalogue.forget(); // the site may have been published anew: the list of shards tells where everything is now
  return answer(searched, filters);
};

const answer = async (searched, filters) => {
  const shards = searched.length > 0 ? (await catalogue()).filter(({ year }) => !filters.year || year === filters.year) : [];
  const outcomes = await Promise.allSettled(shards.map((shard) => searchShard(shard, searched)));
  const failed = outcomes.filter(({ status }) => status === "rejected");
  if (failed.length > 0 && failed.length === shards.length) throw failed[0].reason;
  const found = outcomes.filter(({ status }) => status === "fulfilled").map(({ value }) => value);
  const hits = found.flatMap((part) => part.hits);
  const results = hits.filter((hit) => passes(hit, filters)).sort(ORDERS.get(filters.sort) ?? better);
  return {
    total: results.length,
    results,
    terms: searched,
    alone: searched.map((_, at) => found.reduce((sum, part) => sum + part.alone[at], 0)),
    unfiltered: hits.length,
    missing: [...new Set(shards.filter((_, at) => outcomes[at].status === "rejected").map(({ year }) => year))],
    departments: new Map(found.flatMap((part) => part.departments)),
    facets: Object.fromEntries(FACETS.map((name) => [name, facet(hits, name, filters)])),
  };
};

/** The years of the site, newest first. */
export const years = async () => [...new Set((await catalogue()).map((shard) => shard.year))];

/**
 * Terms in place of one that nothing holds, which something does hold, or null: a name and its value apart, else the
 * longest part of it in the year or, without one, in the newest.
 */
export const nearest = async (term, { year = "" } = {}) => {
  const finds = async (parts, filters) => (await search(parts.map(quoted).join(" "), filters)).total > 0;
  const split = term.match(/^([^0-9≥≤<>=±]+)([≥≤<>=±]?[0-9].*)$/u);
  if (split && (await finds(split.slice(1), { year }))) return split.slice(1);
  const where = { year: year || (await years())[0] };
  const run = [...term].slice(0, LONGEST_TRIED);
  for (let size = run.length - 1; size > 1; size--) {
    for (let from = 0; from + size <= run.length; from++) {
      const cutsNumber = isDigit(run[from - 1]) && isDigit(run[from]);
      const cutsNumberAfter = isDigit(run[from + size - 1]) && isDigit(run[from + size]);
      const part = run.slice(from, from + size).join("").trim();
      if (!cutsNumber && !cutsNumberAfter && terms(part).length > 0 && (await finds([part], where))) return [part];
    }
  }
  return null;
};

/** A term as it is typed: in quotes where it holds a space. */
export const quoted = (term) => (term.includes(" ") ? `"${term}"` : term);

const isDigit = (char) => char >= "0" && char <= "9";

// ---- order and facets ----

const better = (a, b) =>
  a.rank - b.rank ||
  Number(b.together) - Number(a.together) ||
  Number(b.year) - Number(a.year) ||
  b.budget - a.budget ||
  (a.url < b.url ? -1 : 1);

const ORDERS = new Map([
  ["budget", (a, b) => b.budget - a.budget || better(a, b)],
  ["year", (a, b) => Number(b.year) - Number(a.year) || better(a, b)],
]);

// Category and kind are asked of one and the same indicator.
const aims = ([category, kind], filters) =>
  (!filters.category || category === filters.category) && (!filters.kind || kind === filters.kind);

const passes = (hit, filters) =>
  (!filters.year || hit.year === filters.year) &&
  (!filters.department || hit.department === filters.department) &&
  (!(filters.category || filters.kind) || hit.targets.some((target) => aims(target, filters)));

const VALUES = {
  year: (hit) => [hit.year],
  department: (hit) => [hit.department],
  category: (hit, others) => hit.targets.filter((target) => aims(target, others)).map(([category]) => category),
  kind: (hit, others) => hit.targets.filter((target) => aims(target, others)).map(([, kind]) => kind),
};

const facet = (hits, name, filters) => {
  const others = { ...filters, [name]: "" };
  const counts = new Map();
  for (const hit of hits) {
    if (!passes(hit, others)) continue;
    for (const value of new Set(VALUES[name](hit, others))) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
};
