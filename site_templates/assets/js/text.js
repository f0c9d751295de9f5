// What counts as the same text: the same rule as builder/search/normalise.py, held together by
// the cases of tests/normalisation.json.

const WHITE_SPACE = /[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
const INVISIBLE = /[\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]/g;

/** NFKC, without case, every run of white space one space and none around it. */
export const normalise = (text) => folded(text).replace(WHITE_SPACE, " ").replace(/^ | $/g, "");

const folded = (text) =>
  [...text.replace(INVISIBLE, "").normalize("NFKC")]
    .map((char) => char.toLowerCase().toUpperCase().toLowerCase())
    .join("")
    .normalize("NFKC");

/** Pagefind's words: one for each character, written as its code point. */
export const words = (text) => [...normalise(text)].map((char) => char.codePointAt(0).toString(16));

/** The terms of a query, normalised: split at spaces, but for those inside "…". */
export const terms = (query) => {
  const found = [...normalise(query).matchAll(/"([^"]+)"|([^ ]+)/g)]
    .map(([, quoted, plain]) => (quoted ?? plain).trim())
    .filter((term) => term !== "");
  return [...new Set(found)];
};

/** The parts of `text` as [part, isMatch], each occurrence of a term whole in one match. */
export const marked = (text, searched) => {
  const { folding, starts } = indexed(text);
  const ranges = searched.flatMap((term) => occurrences(folding, term, starts)).sort((a, b) => a[0] - b[0]);
  const parts = [];
  let done = 0;
  for (const [start, end] of joined(ranges)) {
    if (start > done) parts.push([text.slice(done, start), false]);
    parts.push([text.slice(start, end), true]);
    done = end;
  }
  if (done < text.length) parts.push([text.slice(done), false]);
  return parts;
};

/** Whether `text` holds the normalised `term`. */
export const holds = (text, term) => normalise(text).includes(term);

// The folded text, and for each of its units where in `text` it came from.
const indexed = (text) => {
  let folding = "";
  const starts = [];
  let position = 0;
  for (const cluster of clusters(text)) {
    let piece = folded(cluster).replace(WHITE_SPACE, " ");
    if (folding === "" || folding.endsWith(" ")) piece = piece.replace(/^ /, "");
    for (let unit = 0; unit < piece.length; unit++) starts.push(position);
    folding += piece;
    position += cluster.length;
  }
  starts.push(text.length);
  return { folding, starts };
};

// The smallest parts that fold by themselves as they do in the text: a letter with its accents, the
// jamo of one syllable, half-width kana with their voicing marks.
const clusters = (text) => {
  const found = [];
  for (const cluster of text.match(/^[\p{M}\p{DI}]+|\P{M}[\p{M}\p{DI}]*/gsu) ?? []) {
    const before = found.at(-1) ?? "";
    const isOne = folded(before + cluster) !== folded(before) + folded(cluster);
    if (isOne) found[found.length - 1] = before + cluster;
    else found.push(cluster);
  }
  return found;
};

const occurrences = (folding, term, starts) => {
  const ranges = [];
  for (let at = folding.indexOf(term); at >= 0; at = folding.indexOf(term, at + 1)) {
    let end = at + term.length;
    while (starts[end] === starts[end - 1]) end++;
    ranges.push([starts[at], starts[end]]);
  }
  return ranges;
};

const joined = (ranges) => {
  const whole = [];
  for (const [start, end] of ranges) {
    const last = whole.at(-1);
    if (last && start < last[1]) last[1] = Math.max(last[1], end);
    else whole.push([start, end]);
  }
  return whole;
};
