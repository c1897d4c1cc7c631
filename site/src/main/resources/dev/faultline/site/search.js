"use strict";
// Sections of all pages, found by all words of what is typed; headings count most. Nothing leaves the browser.
(() => {
  const root = document.body.dataset.root;
  const query = document.getElementById("query");
  const found = document.getElementById("found");
  const article = document.querySelector("article");
  const list = document.querySelector("nav details");
  const most = 30;

  if (window.matchMedia("(max-width: 800px)").matches) {
    list.open = false;
  }

  const count = (text, word) => text.split(word).length - 1;

  const search = words =>
    sections
      .map(section => {
        const page = section.page.toLowerCase();
        const heading = section.heading.toLowerCase();
        const text = section.text.toLowerCase();
        let score = 0;
        for (const word of words) {
          const hits = 20 * count(heading, word) + 5 * count(page, word) + Math.min(5, count(text, word));
          if (hits === 0) {
            return null;
          }
          score += hits;
        }
        // What has exactly that name comes first, such as a type of the API.
        if (heading === words.join(" ")) {
          score += 100;
        }
        return { section, score };
      })
      .filter(hit => hit !== null)
      .sort((a, b) => b.score - a.score);

  const element = (name, text) => {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  };

  // The words around the first hit, with all hits marked.
  const excerpt = (text, words) => {
    const small = text.toLowerCase();
    const places = words.map(word => small.indexOf(word)).filter(place => place >= 0);
    const first = places.length ? Math.min(...places) : 0;
    const from = Math.max(0, first - 60);
    const part = text.slice(from, from + 200);
    const line = document.createElement("p");
    if (from > 0) {
      line.append("… ");
    }
    let at = 0;
    const lower = part.toLowerCase();
    while (at < part.length) {
      let next = part.length;
      let length = 0;
      for (const word of words) {
        const place = lower.indexOf(word, at);
        if (place >= 0 && place < next) {
          next = place;
          length = word.length;
        }
      }
      line.append(part.slice(at, next));
      if (length > 0) {
        line.append(element("mark", part.slice(next, next + length)));
      }
      at = next + length;
      if (length === 0) {
        break;
      }
    }
    if (from + 200 < text.length) {
      line.append(" …");
    }
    return line;
  };

  const show = () => {
    const words = query.value.toLowerCase().split(/\s+/).filter(word => word.length > 0);
    found.hidden = words.length === 0;
    article.hidden = !found.hidden;
    found.replaceChildren();
    if (found.hidden) {
      return;
    }
    const hits = search(words);
    found.append(element("h1", hits.length === 0 ? "Nothing found" : `${hits.length} section${hits.length === 1 ? "" : "s"} found`));
    const items = document.createElement("ol");
    for (const { section } of hits.slice(0, most)) {
      const item = document.createElement("li");
      const link = element("a", section.heading || section.page);
      link.href = root + section.address;
      link.addEventListener("click", () => { query.value = ""; show(); });
      item.append(link);
      if (section.heading !== section.page) {
        item.append(" ", element("small", section.page));
      }
      item.append(excerpt(section.text, words));
      items.append(item);
    }
    found.append(items);
    if (hits.length > most) {
      found.append(element("p", `The first ${most} are shown.`));
    }
  };

  query.addEventListener("input", show);
  query.form.addEventListener("submit", event => {
    event.preventDefault();
    const first = found.querySelector("a");
    if (first) {
      first.click();
    }
  });
  // An address with ?search=words is one to share.
  const asked = new URLSearchParams(location.search).get("search");
  if (asked) {
    query.value = asked;
    show();
  }
  document.addEventListener("keydown", event => {
    const typing = event.target instanceof HTMLInputElement;
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      query.focus();
    } else if (event.key === "Escape" && event.target === query) {
      query.value = "";
      show();
    }
  });
})();
