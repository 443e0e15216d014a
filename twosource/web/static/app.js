// Keys and the slider. Every page works without this file; with it, faster. No third party, no state of its own.
"use strict";

/** @param {string} selector @returns {HTMLElement[]} */
const all = (selector) => [...document.querySelectorAll(selector)];

/** Cards and rows between which j and k move. @returns {HTMLElement[]} */
const cards = () => all("[data-card]").filter((card) => card.offsetParent !== null);

/** @param {number} step */
function move(step) {
  const list = cards();
  if (!list.length) return;
  const at = list.findIndex((card) => card === document.activeElement || card.contains(document.activeElement));
  const next = list[Math.min(Math.max(at + step, 0), list.length - 1)];
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

/** The card in focus, or the first one. @returns {HTMLElement | undefined} */
function current() {
  return cards().find((card) => card === document.activeElement || card.contains(document.activeElement));
}

function evidence() {
  const card = current() || cards()[0];
  const link = card && (card.querySelector("a.evidence") || card.querySelector("a[data-main]"));
  if (link instanceof HTMLAnchorElement) link.click();
}

/** @param {string} selector */
function follow(selector) {
  const link = document.querySelector(selector);
  if (link instanceof HTMLAnchorElement && link.href) link.click();
}

/** Press the button of the review form that decides so; ask for a reason first where one is needed. @param {string} key */
function decide(key) {
  const button = document.querySelector(`button[data-decide="${key}"]`);
  if (!(button instanceof HTMLButtonElement) || button.disabled) return;
  const reason = document.querySelector("[data-reason]");
  if (button.dataset.reasoned !== undefined && reason instanceof HTMLTextAreaElement && !reason.value.trim()) {
    reason.focus();
    reason.placeholder = "A reason is needed; then press the button";
    return;
  }
  const who = document.querySelector("[data-who]");
  if (who instanceof HTMLInputElement && !who.value.trim()) {
    who.focus();
    return;
  }
  button.click();
}

/** @type {Record<string, () => void>} */
const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  e: evidence,
  Enter: () => {
    const card = current();
    const link = card === document.activeElement && card.querySelector("a[data-main]");
    if (link instanceof HTMLAnchorElement) link.click();
  },
  "/": () => {
    const search = document.querySelector("[data-search]");
    if (search instanceof HTMLInputElement) search.select();
    if (search instanceof HTMLElement) search.focus();
    else window.location.assign("/statements");
  },
  "[": () => follow("[data-earlier]"),
  "]": () => follow("[data-later]"),
  a: () => decide("a"),
  x: () => decide("x"),
  u: () => decide("u"),
  z: () => decide("z"),
  "?": openKeys,
};

function openKeys() {
  const dialog = document.querySelector("#keys");
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  const target = event.target;
  const typing = target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
  const open = document.querySelector("dialog[open]");
  if (typing || open || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = KEYS[event.key];
  if (!act) return;
  if (event.key !== "Enter") event.preventDefault();
  act();
});

document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-keys-open]")) openKeys();
});

const slider = document.querySelector("[data-slider]");
if (slider instanceof HTMLInputElement) {
  const form = slider.closest("form");
  const options = [...document.querySelectorAll("#moments option")];
  const shown = document.querySelector("#moment");
  slider.addEventListener("input", () => {
    const option = options[Number(slider.value)];
    if (option && shown) shown.textContent = option.getAttribute("label");
  });
  slider.addEventListener("change", () => {
    const option = options[Number(slider.value)];
    if (option instanceof HTMLElement && form) {
      window.location.assign(`${form.action}?as_of=${encodeURIComponent(option.dataset.iso || "")}`);
    }
  });
}

for (const form of all("form[data-prune]")) {
  form.addEventListener("submit", () => {
    for (const field of form.querySelectorAll("input, select")) {
      if ("value" in field && field.value === "") field.setAttribute("disabled", "");
    }
  });
}

const drop = document.querySelector("[data-drop]");
if (drop instanceof HTMLElement) {
  const input = drop.querySelector("input[type=file]");
  for (const name of ["dragover", "dragenter"]) {
    drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    if (input instanceof HTMLInputElement && event.dataTransfer) input.files = event.dataTransfer.files;
  });
}
