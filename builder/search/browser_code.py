"""Pagefind's browser code, with the few places changed in which it can't serve several bundles well."""

from collections.abc import Iterator, Mapping

from builder.search.pagefind import IndexerError

# The bundles of all years share one WebAssembly. Pagefind starts it once for each bundle, and when
# two start at the same time, the pointers of one lead into the memory of the other.
_LOAD = "async loadWasm(language){try{const wasm_url=`${this.basePath}wasm.${language}.pagefind`;"
_LOAD_ONCE = (
    "async loadWasm(language){this.wasm=await(PagefindInstance.shared??=this.loadSharedWasm(language)"
    ".catch(error=>{PagefindInstance.shared=undefined;throw error}))}"
    "async loadSharedWasm(language){try{const wasm_url=`${this.basePath}../wasm.${language}.pagefind`;"
)

# Where a file can't be had, Pagefind only tells the console, and nothing is found: nobody may be told
# that a word occurs nowhere because the host refuses a file.
_CHANGES = {
    _LOAD: _LOAD_ONCE,
    "queued.resolve(await fetch(queued.input))": (
        "const response=await fetch(queued.input);"
        "if(!response.ok)throw new Error(`${queued.input}: ${response.status}`);queued.resolve(response)"
    ),
    "console.error(`Failed to load the index chunk ${url}:\n${e?.toString()}`)": "throw e",
    "console.error(`Failed to load the meta index:\n${e?.toString()}`)": "throw e",
}


def browser_code(files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """The code of a bundle, for all bundles. Raises IndexerError where it isn't the code that is known."""
    code = files["pagefind.js"].decode()
    for original, changed in _CHANGES.items():
        if code.count(original) != 1:
            raise IndexerError("搜索程序 Pagefind 的版本不对；请重新安装：pip install pagefind-bin==1.5.2")
        code = code.replace(original, changed)
    yield "pagefind/pagefind.js", code.encode()
    yield "pagefind/wasm.unknown.pagefind", files["wasm.unknown.pagefind"]
