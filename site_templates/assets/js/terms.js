// A term's explanation opens where the term stands. The link goes to 名词解释, and still does where this
// script can't read that page.
(() => {
  "use strict";

  if (location.protocol === "file:") return; // a file may not read another one

  const PATIENCE = 3000; // ms; then the page itself is opened, and the browser shows that it loads
  const pages = new Map();
  let current = null; // the link that was asked for, and the box once it is there

  const load = (address) => {
    if (!pages.has(address)) {
      const loading = fetch(address, { signal: AbortSignal.timeout(PATIENCE) }).then(async (answer) => {
        if (!answer.ok) throw new Error(answer.status);
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        for (const link of page.querySelectorAll("a[href]")) {
          const target = link.getAttribute("href");
          if (URL.canParse?.(target, address) ?? true) link.href = new URL(target, address);
        }
        return page;
      });
      loading.catch(() => pages.delete(address));
      pages.set(address, loading);
    }
    return pages.get(address);
  };

  /** What stands under a heading, to the next one of its level or above. */
  const explanation = (page, id) => {
    const heading = page.getElementById(id);
    const ends = (element) => /^H[1-6]$/.test(element.tagName) && element.tagName <= heading.tagName;
    const found = [];
    for (let next = heading.nextElementSibling; next && !ends(next); next = next.nextElementSibling) {
      const copy = document.importNode(next, true);
      for (const element of [copy, ...copy.querySelectorAll("[id]")]) element.removeAttribute("id");
      found.push(copy);
    }
    if (found.length === 0) throw new Error("nothing to show");
    return found;
  };

  const close = ({ refocus = false } = {}) => {
    if (!current) return;
    const { box, link } = current;
    current = null;
    link.removeAttribute("aria-expanded");
    if (refocus) link.focus();
    box?.remove();
  };

  const place = ({ box, link }) => {
    const [at, whole] = [link.getBoundingClientRect(), document.documentElement.clientWidth];
    box.style.setProperty("--top", `${at.bottom + scrollY + 6}px`);
    box.style.setProperty("--left", `${Math.max(8, Math.min(at.left, whole - box.offsetWidth - 8)) + scrollX}px`);
  };

  const boxFor = (link, content) => {
    const box = document.createElement("div");
    box.className = "explanation prose";
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-label", `名词解释：${link.textContent}`);
    box.tabIndex = -1;
    const title = document.createElement("p");
    title.className = "explanation__title";
    title.textContent = link.textContent;
    const more = document.createElement("a");
    more.href = link.href;
    more.textContent = "查看全部名词";
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "关闭";
    button.addEventListener("click", () => close({ refocus: true }));
    const foot = document.createElement("p");
    foot.className = "explanation__foot";
    foot.append(more, button);
    box.append(title, ...content, foot);
    return box;
  };

  const open = async (link) => {
    const asked = { link };
    current = asked;
    const [address, anchor] = link.href.split("#");
    try {
      const content = explanation(await load(address), decodeURIComponent(anchor));
      if (current !== asked) return; // another one was asked for, or none any more
      asked.box = boxFor(link, content);
    } catch {
      if (current === asked) location.assign(link.href);
      return;
    }
    document.body.append(asked.box);
    link.setAttribute("aria-expanded", "true");
    place(asked);
    asked.box.focus({ preventScroll: true });
    asked.box.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.term");
    if (!link) {
      if (!current?.box?.contains(event.target)) close();
      return;
    }
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (event.detail > 1 && current?.link === link) return; // a double click is meant as one
    if (current?.box && current.link === link) return close({ refocus: true });
    close();
    open(link);
  });

  // The box stands at the end of the page, but who leaves it with Tab goes on from the term, or back to it.
  const isLeaving = ({ key, shiftKey }, { box }) => {
    const stops = [...box.querySelectorAll("a, button")];
    const ends = shiftKey ? [box, stops[0]] : stops.slice(-1);
    return key === "Tab" && ends.includes(document.activeElement);
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close({ refocus: true });
    else if (current?.box && isLeaving(event, current)) {
      close({ refocus: true });
      if (event.shiftKey) event.preventDefault();
    }
  });
  document.addEventListener("focusin", ({ target }) => {
    if (current && target !== current.link && !current.box?.contains(target)) close();
  });
  addEventListener("resize", () => current?.box && place(current));
})();
