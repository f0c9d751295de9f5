// A term's explanation opens where the term stands. The link goes to 名词解释, and still does where this
// script can't read that page.
(() => {
  "use strict";

  let opened = null;
  const pages = new Map();

  const load = (address) => {
    if (!pages.has(address)) {
      const loading = fetch(address).then(async (answer) => {
        if (!answer.ok) throw new Error(answer.status);
        return new DOMParser().parseFromString(await answer.text(), "text/html");
      });
      loading.catch(() => pages.delete(address));
      pages.set(address, loading);
    }
    return pages.get(address);
  };

  /** What stands under a heading, to the next one. */
  const explanation = (page, id) => {
    const found = [];
    let next = page.getElementById(id).nextElementSibling;
    for (; next && !/^H[1-6]$/.test(next.tagName); next = next.nextElementSibling) found.push(document.importNode(next, true));
    if (found.length === 0) throw new Error("nothing to show");
    return found;
  };

  const close = ({ refocus = false } = {}) => {
    if (!opened) return;
    opened.box.remove();
    opened.link.removeAttribute("aria-expanded");
    if (refocus) opened.link.focus();
    opened = null;
  };

  const place = (box, link) => {
    const [at, whole] = [link.getBoundingClientRect(), document.documentElement.clientWidth];
    box.style.setProperty("--top", `${at.bottom + scrollY + 6}px`);
    box.style.setProperty("--left", `${Math.max(8, Math.min(at.left, whole - box.offsetWidth - 8)) + scrollX}px`);
  };

  const open = (link, content) => {
    close();
    const box = document.createElement("div");
    box.className = "explanation";
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
    document.body.append(box);
    link.setAttribute("aria-expanded", "true");
    opened = { box, link };
    place(box, link);
    box.focus({ preventScroll: true });
  };

  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a.term");
    if (!link) {
      if (opened && !opened.box.contains(event.target)) close();
      return;
    }
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (opened?.link === link) return close({ refocus: true });
    const [address, anchor] = link.href.split("#");
    try {
      open(link, explanation(await load(address), decodeURIComponent(anchor)));
    } catch {
      location.assign(link.href);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && opened) close({ refocus: true });
  });
  // Whoever goes on with Tab has left it.
  document.addEventListener("focusin", (event) => {
    if (opened && event.target !== opened.link && !opened.box.contains(event.target)) close();
  });
  addEventListener("resize", () => close());
})();
