// One shard of the index: what is loaded of it for a query, and the projects that hold all terms.

import { once, unpacked } from "./load.js";
import { matches } from "./matches.js";
import { Chunk } from "./postings.js";
import { codes } from "./text.js";

const KEPT = 200; // parts of the index in memory, about 100 KB each

/**
 * The projects of a shard that hold all terms, as `hits`, and the number of those that hold each, as `alone`.
 *
 * @param {{name: string, year: string, mark: string}} shard as `catalogue` gives it
 * @param {string[]} terms as `terms` gives them
 */
export const searchShard = async (shard, terms) => {
  const facts = await factsOf(shard);
  const places = await Promise.all(terms.map((term) => placesOf(shard, facts, codes(term))));
  const pages = [...places[0].keys()].filter((page) => places.every((of) => of.has(page)));
  const hits = pages.map((page) => {
    const [department, departmentName] = facts.departments[facts.department[page]];
    return {
      url: facts.addresses[page],
      title: facts.names[page],
      year: shard.year,
      department,
      departmentName,
      budget: facts.budgets[page],
      targets: facts.targeted[page].map((target) => facts.targets[target]),
      mark: shard.mark,
      ...matches(facts.lengths[page], terms, places.map((of) => of.get(page))),
    };
  });
  return { hits, alone: places.map((of) => of.size) };
};

// ---- the places of a run of characters ----

// The pages that hold it, each with the places where it begins.
const placesOf = async (shard, facts, run) => {
  if (run.length === 1) return placesOfOne(shard, facts, run[0]);
  const offsets = [];
  for (let at = 0; at < run.length - 1; at += 2) offsets.push(at);
  if (run.length % 2 === 1) offsets.push(run.length - 2);
  const lists = await Promise.all(offsets.map((at) => placesOfPair(shard, facts, run[at] + run[at + 1])));
  const rarest = lists.reduce((best, list, at) => (list.size < lists[best].size ? at : best), 0);
  const found = new Map();
  for (const [page, places] of lists[rarest]) {
    const starts = places
      .map((place) => place - offsets[rarest])
      .filter((start) => lists.every((list, at) => list.get(page)?.includes(start + offsets[at])));
    if (starts.length > 0) found.set(page, starts);
  }
  return found;
};

const placesOfPair = async (shard, { chunks }, word) => (await chunkOf(shard, chunks[chunkAt(chunks, word)])).places(word);

// All words that begin with the character; they may fill several parts of the index.
const placesOfOne = async (shard, { chunks }, code) => {
  const parts = chunks.slice(chunkAt(chunks, code), chunkAt(chunks, `${code}zzzz`) + 1);
  const loaded = await Promise.all(parts.map((part) => chunkOf(shard, part)));
  const found = new Map();
  for (const chunk of loaded) {
    for (const word of chunk.words.filter((word) => word.startsWith(code))) {
      for (const [page, places] of chunk.places(word)) found.set(page, [...(found.get(page) ?? []), ...places]);
    }
  }
  for (const places of found.values()) places.sort((a, b) => a - b);
  return found;
};

// Where a word is, if it is anywhere: in the last part that doesn't begin after it.
const chunkAt = (chunks, word) => Math.max(0, chunks.filter(([first]) => first <= word).length - 1);

const chunkOf = (shard, [, name]) => chunk(`${shard.name}/${name}.txt`);
const chunk = once(async (address) => new Chunk(await unpacked(address)), KEPT);

const factsOf = ({ name, mark }) => facts(`${name}/facts.txt?v=${mark}`);
const facts = once(async (address) => JSON.parse(new TextDecoder().decode(await unpacked(address))));
