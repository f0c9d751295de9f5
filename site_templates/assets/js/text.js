// What counts as the same text: the same rule as builder/search/normalise.py, step by step; the cases
// of tests/normalisation.json hold the two together.

const INVISIBLE = /[\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]/g;
const MARK = /[!"'(),.:;?[\]_`{}¡§¶·«»¿\u2014-\u2027\u2039-\u203f\u3001-\u3003\u3008-\u3011\u3014-\u301b\u301d-\u301f・]/g;

const isDigit = (char) => char >= "0" && char <= "9";

// A mark between two digits stays (10.5, 12:30), but for a comma (1,000).
const skipped = (mark, at, text) =>
  mark !== "," && isDigit(text.charAt(at - 1)) && isDigit(text.charAt(at + 1)) ? mark : "";

const SAME = [
  [/[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g, " "],
  [/[\u2010-\u2013\u2212]/g, "-"],
  [/[〜∼]/g, "~"],
];
const OPERATORS = [
  [/[≧⩾≮]|>=|=>/g, "≥"],
  [/[≦⩽≯]|<=|=</g, "≤"],
  [/ +/g, " "],
  [/^ | $/g, ""],
];
const LITERAL = [...SAME, ...OPERATORS];
const NORMALISED = [...SAME, [MARK, skipped], ...OPERATORS];

// NFKC without case; JavaScript has no case folding.
const folded = (text) =>
  [...text.replace(INVISIBLE, "").normalize("NFKC")]
    .map((char) => char.toLowerCase().toUpperCase().toLowerCase())
    .join("")
    .normalize("NFKC");

const applied = (rules, text) => rules.reduce((before, [pattern, sign]) => before.replace(pattern, sign), folded(text));

/** `literal` without punctuation, but for a mark between two digits; empty where there is nothing else. */
export const normalise = (text) => applied(NORMALISED, text);

/** NFKC, without case, every run of white space one space and none around it; `>=` is `≥`. */
export const literal = (text) => applied(LITERAL, text);

/** Whether a term is punctuation alone: it is looked for in the text as it stands. */
export const isPunctuation = (term) => normalise(term) === "";

const rulesFor = (term) => (isPunctuation(term) ? LITERAL : NORMALISED);

/** The terms of a query: split at spaces, but for those inside "…"; without punctuation, where there is more. */
export const terms = (query) => {
  const pieces = [...literal(query).matchAll(/"([^"]+)"|“([^“”]+)”(?= |$)|([^ ]+)/g)]
    .map(([, straight, curly, plain]) => (straight ?? curly ?? plain).trim())
    .filter((piece) => piece !== "");
  return [...new Set(pieces.flatMap((piece) => normalise(piece) || piece.split(" ")))];
};

/** The places of a term's characters: as the index writes them, see builder/search/stream.py. */
export const codes = (term) => [...term].map((char) => char.codePointAt(0).toString(36).padStart(4, "0"));

/** Whether `text` holds the `term` of a query. */
export const holds = (text, term) => applied(rulesFor(term), text).includes(term);

/** The parts of `text` as [part, isMatch], each occurrence of a term whole in one match. */
export const marked = (text, searched) => {
  const ranges = searched.flatMap((term) => occurrences(traced(text, rulesFor(term)), term)).sort((a, b) => a[0] - b[0]);
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

// The text after the rules, and where in `text` each of its units begins and ends.
const traced = (text, rules) => {
  const begun = { units: "", starts: [], ends: [] };
  let position = 0;
  for (const cluster of clusters(text)) {
    append(begun, folded(cluster), position, position + cluster.length);
    position += cluster.length;
  }
  return rules.reduce(replaced, begun);
};

const append = (traced, units, start, end) => {
  traced.units += units;
  for (let count = units.length; count > 0; count--) {
    traced.starts.push(start);
    traced.ends.push(end);
  }
};

const replaced = (before, [pattern, sign]) => {
  const after = { units: "", starts: [], ends: [] };
  let done = 0;
  const copyUntil = (at) => {
    for (; done < at; done++) append(after, before.units[done], before.starts[done], before.ends[done]);
  };
  for (const match of before.units.matchAll(pattern)) {
    copyUntil(match.index);
    const [found] = match;
    const put = typeof sign === "string" ? sign : sign(found, match.index, before.units);
    done += found.length;
    append(after, put, before.starts[match.index], before.ends[done - 1]);
  }
  copyUntil(before.units.length);
  return after;
};

// The smallest parts that fold by themselves as they do in the text: a letter with its accents, the
// jamo of one syllable, half-width kana with their voicing marks.
const clusters = (text) => {
  const found = [];
  for (const cluster of text.match(/^[\p{M}\p{DI}]+|\P{M}[\p{M}\p{DI}]*/gsu) ?? []) {
    const before = found[found.length - 1] ?? "";
    const isOne = folded(before + cluster) !== folded(before) + folded(cluster);
    if (isOne) found[found.length - 1] = before + cluster;
    else found.push(cluster);
  }
  return found;
};

const occurrences = ({ units, starts, ends }, term) => {
  const ranges = [];
  for (let at = units.indexOf(term); at >= 0; at = units.indexOf(term, at + 1)) {
    ranges.push([starts[at], ends[at + term.length - 1]]);
  }
  return ranges;
};

const joined = (ranges) => {
  const whole = [];
  for (const [start, end] of ranges) {
    const last = whole[whole.length - 1];
    if (last && start < last[1]) last[1] = Math.max(last[1], end);
    else whole.push([start, end]);
  }
  return whole;
};
