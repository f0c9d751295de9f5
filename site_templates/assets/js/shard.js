// One shard of the index: what is loaded of it for a query, and the projects that hold all terms.

import { details, once, unpacked } from "./load.js";
import { matches } from "./matches.js";
import { Chunk } from "./postings.js";
import { codes, holds } from "./text.js";

const KEPT = 200; // parts of the index in memory, about 100 KB each
const PAIRS_AT_ONCE = 4; // of a term's pairs of characters: as many as eight characters have
const FEW = 5; // projects

/**
 * The projects of a shard that hold all terms, as `hits`, the number of those that hold each, as `alone`, and the
 * shard's `departments`, slugs with names.
 *
 * @param {{name: string, year: string, mark: string}} shard as `catalogue` gives it
 * @param {string[]} terms as `terms` gives them
 */
export const searchShard = async (shard, terms) => {
  const facts = await factsOf(shard);
  const places = await Promise.all(terms.map((term) => placesOf(shard, facts, term)));
  const pages = [...places[0].keys()].filter((page) => places.every((of) => of.has(page)));
  const hits = pages.map((page) => {
    const [department] = facts.departments[facts.department[page]];
    return {
      url: facts.addresses[page],
      title: facts.names[page],
      year: shard.year,
      department,
      budget: facts.budgets[page],
      targets: facts.targeted[page].map((target) => facts.targets[target]),
      mark: shard.mark,
      ...matches(facts.lengths[page], terms, places.map((of) => of.get(page))),
    };
  });
  return { hits, alone: places.map((of) => of.size), departments: facts.departments };
};

// ---- the places of a run of characters ----

// The pages that hold a term, each with the places where it begins.
const placesOf = async (shard, facts, term) => {
  const run = codes(term);
  if (run.length === 1) return placesOfOne(shard, facts, run[0]);
  const offsets = [];
  for (let at = 0; at < run.length - 1; at += 2) offsets.push(at);
  if (run.length % 2 === 1) offsets.push(run.length - 2);
  let found = null;
  for (let at = 0; at < offsets.length; at += PAIRS_AT_ONCE) {
    const pairs = offsets.slice(at, at + PAIRS_AT_ONCE);
    const begun = await Promise.all(pairs.map((offset) => beginningsOf(shard, facts, run, offset)));
    found = (found ? [found, ...begun] : begun).sort((a, b) => a.size - b.size).reduce(common);
    // Where little is left of a long term, the projects themselves are less to load than the rest of the index.
    if (found.size <= FEW && at + PAIRS_AT_ONCE < offsets.length) return confirmed(shard, facts, term, found);
  }
  return found;
};

// Where the run would begin by one of its pairs.
const beginningsOf = async (shard, facts, run, offset) => {
  const places = await placesOfPair(shard, facts, run[offset] + run[offset + 1]);
  return new Map([...places].map(([page, of]) => [page, of.map((place) => place - offset)]));
};

const common = (one, other) => {
  const found = new Map();
  for (const [page, starts] of one) {
    const both = starts.filter((start) => other.get(page)?.includes(start));
    if (both.length > 0) found.set(page, both);
  }
  return found;
};

const confirmed = async ({ mark }, facts, term, found) => {
  const isRight = async (page) => {
    const { department, goals, indicators } = await details({ url: facts.addresses[page], mark });
    const texts = [facts.names[page], department, ...goals, ...indicators.flatMap((row) => row.slice(3))];
    return texts.some((text) => holds(text, term));
  };
  const checked = await Promise.all([...found].map(async (entry) => [entry, await isRight(entry[0])]));
  return new Map(checked.filter(([, right]) => right).map(([entry]) => entry));
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
