// Exact search over what lies in pagefind/ (its layout: builder/search/bundle.py).

import { catalogue, json, once } from "./load.js";
import { searchShard } from "./shard.js";
import { terms } from "./text.js";

const DETAILS_KEPT = 200; // in memory; about 3 KB each
const LONGEST_TRIED = 16; // characters of a term that was not found

/** The filters, as in the page's address: each is also a facet. */
export const FACETS = ["year", "department", "category", "kind"];

/**
 * All projects that hold every term of the query in one of their fields each, best first.
 *
 * @param {string} query terms separated by spaces; "…" keeps its spaces
 * @param {{year?: string, department?: string, category?: string, kind?: string, sort?: string}} filters as in the
 *   page's address; without a year all years are searched. `sort` is "budget" or "year", else relevance
 * @returns {Promise<object>} `total`; `results`, each with the site-relative `url`, the `title`, `year`, `department`
 *   (its slug), `budget` (元) and `rows`, the number of indicators that match; the `terms`, with the number of projects that hold each (`alone`) and all of them
 *   whatever the filters (`unfiltered`); `facets`: for each of FACETS a map from a value to its number of projects
 *   and its name, as if that one filter weren't set
 */
export const search = async (query, filters = {}) => {
  const searched = terms(query);
  const shards = searched.length > 0 ? (await catalogue()).filter(({ year }) => !filters.year || year === filters.year) : [];
  const found = await Promise.all(shards.map((shard) => searchShard(shard, searched)));
  const hits = found.flatMap((part) => part.hits);
  const results = hits.filter((hit) => passes(hit, filters)).sort(ORDERS[filters.sort] ?? better);
  return {
    total: results.length,
    results,
    terms: searched,
    alone: searched.map((_, at) => found.reduce((sum, part) => sum + part.alone[at], 0)),
    unfiltered: hits.length,
    facets: Object.fromEntries(FACETS.map((name) => [name, facet(hits, name, filters)])),
  };
};

/** The years of the site, newest first. */
export const years = async () => [...new Set((await catalogue()).map((shard) => shard.year))];

/** The fields of a result, to show what matches: {department, year, budget, withdrawn, goals, indicators}. */
export const details = ({ url, mark }) => detailsAt(`${url.replace(/\/$/, "")}.json?v=${mark}`);
const detailsAt = once(json, DETAILS_KEPT);

/**
 * The longest part of a term that nothing holds which something does hold, or null. Only those parts are
 * tried for which everything has been loaded already.
 */
export const nearest = async (term, filters = {}) => {
  const run = [...term].slice(0, LONGEST_TRIED);
  const parts = [];
  for (let from = 0; from < run.length; from += 2) {
    for (let to = from + 2; to < run.length; to += 2) parts.push(run.slice(from, to));
    if (from > 0 && from < run.length - 1) parts.push(run.slice(from));
  }
  parts.sort((a, b) => b.length - a.length);
  for (const part of parts) {
    const text = part.join("").trim();
    if (terms(text).length > 0 && (await search(`"${text}"`, filters)).total > 0) return text;
  }
  return null;
};

// ---- order and facets ----

const better = (a, b) =>
  a.rank - b.rank ||
  Number(b.together) - Number(a.together) ||
  Number(b.year) - Number(a.year) ||
  b.budget - a.budget ||
  (a.url < b.url ? -1 : 1);

const ORDERS = {
  budget: (a, b) => b.budget - a.budget || better(a, b),
  year: (a, b) => Number(b.year) - Number(a.year) || better(a, b),
};

// Category and kind are asked of one and the same indicator.
const aims = ([category, kind], filters) =>
  (!filters.category || category === filters.category) && (!filters.kind || kind === filters.kind);

const passes = (hit, filters) =>
  (!filters.year || hit.year === filters.year) &&
  (!filters.department || hit.department === filters.department) &&
  (!(filters.category || filters.kind) || hit.targets.some((target) => aims(target, filters)));

const VALUES = {
  year: (hit) => [[hit.year, hit.year]],
  department: (hit) => [[hit.department, hit.departmentName]],
  category: (hit, others) => hit.targets.filter((target) => aims(target, others)).map(([category]) => [category, category]),
  kind: (hit, others) => hit.targets.filter((target) => aims(target, others)).map(([, kind]) => [kind, kind]),
};

const facet = (hits, name, filters) => {
  const others = { ...filters, [name]: "" };
  const counts = new Map();
  for (const hit of hits) {
    if (!passes(hit, others)) continue;
    for (const [value, label] of new Map(VALUES[name](hit, others))) {
      counts.set(value, { label, count: (counts.get(value)?.count ?? 0) + 1 });
    }
  }
  return counts;
};
