"use strict";
// What a page can do besides being read: settings that stay, and the filters of the list.
(() => {
  const root = document.documentElement;
  const usual = { theme: "auto", size: "normal", reading: "furigana" };

  const remembered = (name) => {
    try {
      return localStorage.getItem(`kibako-${name}`);
    } catch {
      return null; // a browser may keep nothing for a file, or for anybody
    }
  };
  const remember = (name, value) => {
    try {
      localStorage.setItem(`kibako-${name}`, value);
    } catch {
      // Then the choice holds for this page only.
    }
  };

  // A screen reader gets a reading once: in place of the word, not beside it.
  const addKana = () => {
    if (document.querySelector(".kana")) return;
    for (const ruby of document.querySelectorAll("ruby")) {
      const kana = document.createElement("span");
      kana.className = "kana";
      kana.textContent = ruby.querySelector("rt").textContent;
      ruby.after(kana);
    }
  };

  const choose = (name, value) => {
    if (name === "reading" && value === "kana") addKana();
    if (value === usual[name]) delete root.dataset[name];
    else root.dataset[name] = value;
  };

  for (const name of Object.keys(usual)) {
    const list = document.querySelector(`.settings #${name}`);
    if (!list) continue;
    const values = [...list.options].map((option) => option.value);
    const before = remembered(name);
    list.value = values.includes(before) ? before : usual[name];
    choose(name, list.value);
    list.addEventListener("change", () => {
      choose(name, list.value);
      remember(name, list.value);
    });
  }
  const settings = document.querySelector(".settings");
  if (settings) settings.hidden = false;

  const filters = document.querySelector(".filters");
  if (!filters) return;
  const form = filters.querySelector("form");
  const status = filters.querySelector("[role=status]");
  const cards = [...document.querySelectorAll(".card")];
  const value = (id) => document.getElementById(id).value;
  const has = (list, word) => list.split(" ").includes(word);
  // As kibako.lessons.site.labels.folded does it.
  const folded = (text) =>
    text
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[ァ-ヵ]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x60));

  const fits = (card, words) =>
    words.every((word) => card.dataset.words.includes(word)) &&
    (!value("year") || Number(card.dataset.year) <= Number(value("year"))) &&
    (!value("minutes") || Number(card.dataset.minutes) <= Number(value("minutes"))) &&
    (!value("board") || has(card.dataset.boards, value("board"))) &&
    (!value("access") || has(card.dataset.access, value("access")));

  const apply = () => {
    const words = folded(value("search")).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const card of cards) {
      card.hidden = !fits(card, words);
      if (!card.hidden) shown += 1;
    }
    status.textContent = status.dataset.said.replace("#", shown);
    document.getElementById("none").hidden = shown > 0;
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault(); // it would come after this, and the list would be a step behind
    for (const field of form.querySelectorAll("input, select")) field.value = "";
    apply();
  });
  addEventListener("pageshow", apply); // a browser that comes back fills the fields in again
  filters.hidden = false;
  apply();
})();
