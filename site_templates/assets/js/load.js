// Loads what lies in pagefind/.

const FOLDER = new URL("../../pagefind/", import.meta.url);

const file = async (address, options) => {
  const response = await fetch(new URL(address, FOLDER), options);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response;
};

/** A `.json`, by its address in pagefind/. */
export const json = async (address, options) => (await file(address, options)).json();

/** The bytes of a `.txt`: it holds base64 of gzip, so that every host serves it as it is. */
export const unpacked = async (address) => {
  const text = await (await file(address)).text();
  const packed = Uint8Array.from(atob(text.trim()), (char) => char.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
};

/** `load`, asked only once for each key; of what it gave, the latest `limit` are kept. What failed is tried again. */
export const once = (load, limit = Infinity) => {
  const loaded = new Map();
  return (key) => {
    if (!loaded.has(key)) {
      const pending = load(key);
      loaded.set(key, pending);
      pending.catch(() => loaded.delete(key));
      if (loaded.size > limit) loaded.delete(loaded.keys().next().value);
    }
    return loaded.get(key);
  };
};

/** The shards, those of the newest year first. This list alone keeps its address when it changes. */
export const catalogue = once(async () => {
  const listed = await json("shards.json", { cache: "no-cache" });
  return listed.map(([name, year, mark]) => ({ name, year: String(year), mark }));
});
