// Exact search over the bundles in pagefind/ (their layout: builder/search/bundle.py).

import { terms, words } from "./text.js";

const ROOT = new URL("../../", import.meta.url);
const BUNDLES = new URL("pagefind/", ROOT);

/**
 * All projects that hold every term of the query in one of their fields each, best first.
 *
 * @param {string} query terms separated by spaces; "…" keeps its spaces
 * @param {{year?: string, department?: string, category?: string}} filters as in the page's address
 * @returns {Promise<{total: number, terms: string[], results: object[]}>} each result with the site-relative
 *   `url`, the `title`, `year`, `department` (its slug), `budget` (元) and `details` (see `details`)
 */
export const search = async (query, filters = {}) => {
  const searched = terms(query);
  if (searched.length === 0) return { total: 0, terms: [], results: [] };
  const { years, categories } = await catalogue();
  const shards = Object.entries(years)
    .filter(([year]) => !filters.year || year === filters.year)
    .flatMap(([year, names]) => names.map((name) => ({ year, name })));
  const category = filters.category ? categories.indexOf(filters.category) : null;
  const found = await Promise.all(shards.map((shard) => searchShard(shard, searched)));
  const results = found
    .flat()
    .filter((hit) => !filters.department || hit.department === filters.department)
    .filter((hit) => category === null || hit.categories.includes(category))
    .sort(better);
  return { total: results.length, terms: searched, results };
};

/** The fields of a result, to show what matches: {department, year, budget, withdrawn, goals, indicators}. */
export const details = (result) => json(result.details);

const better = (a, b) =>
  a.rank - b.rank || Number(b.year) - Number(a.year) || b.budget - a.budget || (a.url < b.url ? -1 : 1);

const once = (load) => {
  const loaded = new Map();
  const loadOnce = (key) => {
    if (!loaded.has(key)) {
      const pending = load(key);
      loaded.set(key, pending);
      // A failed load may succeed when it is tried again.
      pending.catch(() => loaded.delete(key));
    }
    return loaded.get(key);
  };
  return Object.assign(loadOnce, { forget: (key) => loaded.delete(key) });
};

const json = async (address) => {
  // The names of these files stay while their content changes: a browser has to ask whether its copy is current.
  const response = await fetch(new URL(address, ROOT), { cache: "no-cache" });
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response.json();
};

const catalogue = once(() => json("pagefind/shards.json"));
const projectsOf = once((shard) => json(`pagefind/${shard}/projects.json`));
const pagefind = once(() => import(new URL("pagefind.js", BUNDLES)));

const instanceOf = once(async (shard) => {
  const { createInstance } = await pagefind();
  const instance = createInstance({ basePath: new URL(`${shard}/`, BUNDLES).href, noWorker: true });
  await instance.init();
  return instance;
});

const searchShard = async ({ year, name }, searched) => {
  const [instance, projects] = await Promise.all([instanceOf(name), projectsOf(name)]);
  const places = [];
  try {
    // One after the other: Pagefind's WebAssembly moves its state while chunks are loaded.
    for (const term of searched) places.push(await placesOf(instance, term));
  } catch (error) {
    // Pagefind keeps what failed to load; a new instance tries it again.
    instanceOf.forget(name);
    throw error;
  }
  return projects
    .map((project, number) => ({ project, number }))
    .filter(({ project: [id] }) => places.every((of) => of.has(id)))
    .map(({ project: [id, url, title, department, budget, categories, ends], number }) => ({
      url,
      title,
      year,
      department,
      budget,
      categories,
      rank: places.reduce((sum, of) => sum + fieldAt(of.get(id), ends), 0),
      details: `pagefind/${name}/projects/${number}.json`,
    }));
};

// Pagefind's ids of the pages that hold the term as a phrase, each with the first word of the match.
const placesOf = async (instance, term) => {
  const { results } = await instance.search(`"${words(term).join(" ")}"`);
  return new Map(results.map((result) => [result.id, result.words[0]]));
};

// 0 the name, 1 an indicator's name, 2 a value, 3 a goal, 4 the department.
const fieldAt = (place, ends) => ends.filter((end) => place >= end).length;
