// Reads the parts of Pagefind's index: the places of each word on each page (builder/search/pagefind.py).

const MAGIC = "pagefind_dcd".length;

/** A part of the index: its words in their order, and the places of each. */
export class Chunk {
  #reader;
  #starts = new Map();

  constructor(bytes) {
    const reader = new Reader(bytes, MAGIC);
    reader.length(); // a list of one: the list of words
    for (let left = reader.length(); left > 0; left--) {
      const parts = reader.length();
      const word = reader.item();
      this.#starts.set(word, reader.at);
      for (let part = 1; part < parts; part++) reader.skip();
    }
    this.#reader = reader;
  }

  get words() {
    return [...this.#starts.keys()];
  }

  /** The places of a word: a map from the number of a page to the words before each place. */
  places(word) {
    const pages = new Map();
    if (!this.#starts.has(word)) return pages;
    const reader = this.#reader;
    reader.at = this.#starts.get(word);
    let page = 0;
    for (let left = reader.length(); left > 0; left--) {
      const [distance, places] = reader.item();
      page += distance;
      let place = 0;
      // What is negative tells a weight; all our words weigh the same.
      pages.set(page, places.filter((step) => step >= 0).map((step) => (place += step)));
    }
    return pages;
  }
}

// The kinds of CBOR (RFC 8949) that Pagefind writes: whole numbers, texts, and lists of known length.
const NUMBER = 0;
const NEGATIVE = 1;
const TEXT = 3;
const LIST = 4;
const DECODER = new TextDecoder();

class Reader {
  #bytes;
  #kind;

  constructor(bytes, at) {
    this.#bytes = bytes;
    this.at = at;
  }

  /** The number that an item begins with: of a list or a text, its length. */
  length() {
    const first = this.#bytes[this.at++];
    this.#kind = first >> 5;
    const small = first & 31;
    if (small < 24) return small;
    let value = 0;
    for (let left = 1 << (small - 24); left > 0; left--) value = value * 256 + this.#bytes[this.at++];
    return value;
  }

  item() {
    const value = this.length();
    if (this.#kind === NUMBER) return value;
    if (this.#kind === NEGATIVE) return -1 - value;
    if (this.#kind === LIST) return Array.from({ length: value }, () => this.item());
    if (this.#kind === TEXT) return DECODER.decode(this.#bytes.subarray(this.at, (this.at += value)));
    throw new Error(`CBOR: ${this.#kind}`);
  }

  skip() {
    const value = this.length();
    if (this.#kind === TEXT) this.at += value;
    if (this.#kind === LIST) for (let left = value; left > 0; left--) this.skip();
  }
}
