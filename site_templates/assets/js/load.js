// Loads what lies in pagefind/.

const FOLDER = new URL("../../pagefind/", import.meta.url);
const PATIENCE = 20_000; // ms that a host has for a file
const DETAILS_KEPT = 200; // in memory; about 3 KB each

const text = async (address, options) => {
  const given = new AbortController();
  const limit = setTimeout(() => given.abort(), PATIENCE);
  try {
    const response = await fetch(new URL(address, FOLDER), { ...options, signal: given.signal });
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    return await response.text();
  } finally {
    clearTimeout(limit);
  }
};

const json = async (address, options) => JSON.parse(await text(address, options));

/** The bytes of a `.txt`: it holds base64 of gzip, so that every host serves it as it is. */
export const unpacked = async (address) => {
  const packed = Uint8Array.from(atob((await text(address)).trim()), (char) => char.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
};

/**
 * `load`, asked only once for each key; of what it gave, the latest `limit` are kept. What failed is tried again,
 * and so is all that `forget` has let go.
 */
export const once = (load, limit = Infinity) => {
  const loaded = new Map();
  const loadOnce = (key) => {
    if (!loaded.has(key)) {
      const pending = load(key);
      loaded.set(key, pending);
      pending.catch(() => loaded.delete(key));
      if (loaded.size > limit) loaded.delete(loaded.keys().next().value);
    }
    return loaded.get(key);
  };
  return Object.assign(loadOnce, { forget: () => loaded.clear() });
};

/** The fields of a result, to show what matches: {department, year, budget, withdrawn, goals, indicators}. */
export const details = ({ url, mark }) => detailsAt(`${url.replace(/\/$/, "")}.json?v=${mark}`);
const detailsAt = once((address) => json(address), DETAILS_KEPT);

/** The shards, those of the newest year first. This list alone keeps its address when it changes. */
export const catalogue = once(async () => {
  const listed = await json("shards.json", { cache: "no-cache" });
  return listed.map(([name, year, mark]) => ({ name, year: String(year), mark }));
});
