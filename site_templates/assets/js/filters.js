// The form of the search page: what is asked, and how many projects each filter would leave.

import { FACETS } from "./search.js";

const FIELDS = ["q", ...FACETS, "sort"];

const NARROW = "(max-width: 40rem)";

/** The form's state and its choices: `state()`, `fill(state)`, `offer(found, years)`. */
export const filters = (form) => {
  // The choices of each filter with their names, in the order of the page; departments come with the results.
  const choices = new Map(
    FACETS.map((name) => [name, new Map([...form.elements[name].options].map(({ value, text }) => [value, text]))]),
  );
  const panel = form.querySelector("details");
  const reset = form.querySelector("[type=reset]");
  const isFiltered = () => FIELDS.some((name) => name !== "q" && form.elements[name].value !== "");

  // On a phone the results would begin below the screen.
  if (matchMedia(NARROW).matches) panel.open = FACETS.some((name) => new URLSearchParams(location.search).get(name));
  form.addEventListener("input", () => (reset.hidden = !isFiltered()));

  return {
    /** What the form says, by field, as it stands in the address. */
    state: () => Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value])),

    /** Make the form say this. */
    fill: (state) => {
      for (const name of FIELDS) {
        const field = form.elements[name];
        const value = state[name] ?? "";
        field.value = value;
        // A year or a department that this site doesn't have: nothing is found, and one sees why.
        if (FACETS.includes(name) && field.value !== value) field.add(new Option(value, value, false, true));
        else if (field.value !== value) field.value = "";
      }
      reset.hidden = !isFiltered();
    },

    /** Offer what would leave something, with the number of projects; of years that weren't searched it is unknown. */
    offer: ({ terms, facets, departments }, years) => {
      for (const [name, labels] of choices) {
        const select = form.elements[name];
        const chosen = select.value;
        const counts = facets[name];
        const frequent = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a));
        const ordered = name === "department" ? ["", ...frequent] : [...labels.keys()];
        const isUnknown = (value) => terms.length === 0 || (name === "year" && years.includes(value));
        const offered = ordered.filter((value) => ["", chosen].includes(value) || counts.has(value) || isUnknown(value));
        if (!offered.includes(chosen)) offered.push(chosen);
        select.replaceChildren(
          ...offered.map((value) => {
            const text = labels.get(value) ?? departments.get(value) ?? value;
            return new Option(counts.has(value) ? `${text}（${counts.get(value)}）` : text, value, false, value === chosen);
          }),
        );
      }
    },
  };
};
