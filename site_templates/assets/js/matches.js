// What the places of a match tell: in which field of a project it is, and how well that answers the query.

// A field by its place in builder/search/stream.py; the rows of the form follow, three fields each.
const [NAME, DEPARTMENT, ANNUAL_GOAL, PERIOD_GOAL] = [0, 1, 2, 3];
const BEFORE_ROWS = 4;
const FIELDS_OF_A_ROW = 3;

// The order in which fields count, and within each a whole field before a part of it.
const RANKS = { name: 0, indicator: 2, value: 4, goal: 6, department: 8, punctuation: 10 };
const PART = 1;

const kindOf = (field, count) => {
  if (field >= count) return "punctuation";
  if (field === NAME) return "name";
  if (field === DEPARTMENT) return "department";
  if (field === ANNUAL_GOAL || field === PERIOD_GOAL) return "goal";
  return (field - BEFORE_ROWS) % FIELDS_OF_A_ROW === 0 ? "indicator" : "value";
};

// Fields of one row are one place: a name and its value belong together.
const placeOf = (field) =>
  field < BEFORE_ROWS ? field : BEFORE_ROWS + Math.floor((field - BEFORE_ROWS) / FIELDS_OF_A_ROW);

/**
 * How well a project answers the query: `rank`, lower is better, whether all terms stand `together` in one row
 * or one field, and in how many `rows` of the form one of them stands.
 *
 * @param {number[]} lengths of the project's fields, as in its facts
 * @param {string[]} terms
 * @param {number[][]} starts for each term, where its matches begin
 */
export const matches = (lengths, terms, starts) => {
  const found = terms.map((term, at) => fieldsOf(lengths, [...term].length, starts[at]));
  const ranks = found.map((fields) =>
    Math.min(...fields.map(({ field, isWhole }) => RANKS[kindOf(field, lengths.length)] + (isWhole ? 0 : PART))),
  );
  const places = found.map((fields) => new Set(fields.map(({ field }) => placeOf(field))));
  const rows = new Set(places.flatMap((of) => [...of]).filter((place) => place >= BEFORE_ROWS && place < placeOf(lengths.length)));
  return {
    rank: ranks.reduce((sum, rank) => sum + rank, 0),
    together: [...places[0]].some((place) => places.every((of) => of.has(place))),
    rows: rows.size,
  };
};

// The field of each match, and whether it is the whole field. The marks after the last field count as one.
const fieldsOf = (lengths, size, starts) => {
  const found = [];
  let field = 0;
  let begin = 0;
  for (const start of starts) {
    while (field < lengths.length && start >= begin + lengths[field]) {
      if (lengths[field] > 0) begin += lengths[field] + 1; // the boundary word
      field += 1;
    }
    found.push({ field, isWhole: field < lengths.length && start === begin && size === lengths[field] });
  }
  return found;
};
