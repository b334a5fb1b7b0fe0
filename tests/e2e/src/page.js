// Finding things on the page as a person or a screen reader names them: by role and name.
// Put before every script that the harness runs; it leaves nothing behind on the page but
// whether the last click came to pass.

const ROLES = {
  alert: "[role=alert]",
  alertdialog: "[role=alertdialog]",
  button: "button, summary, [role=button], input[type=button], input[type=submit]",
  checkbox: "input[type=checkbox], [role=checkbox]",
  columnheader: "[role=columnheader], th",
  combobox: "[role=combobox], select",
  dialog: "[role=dialog], dialog[open]",
  grid: "[role=grid]",
  gridcell: "[role=gridcell], td",
  heading: "h1, h2, h3, h4, [role=heading]",
  link: "a[href], [role=link]",
  list: "ul, ol, [role=list]",
  listitem: "li, [role=listitem]",
  menuitem: "[role=menuitem], [role=menuitemradio], [role=menuitemcheckbox]",
  navigation: "nav, [role=navigation]",
  option: "option, [role=option]",
  progressbar: "[role=progressbar], progress",
  radio: "input[type=radio], [role=radio]",
  region: "section[aria-label], section[aria-labelledby], aside, [role=region], [role=complementary]",
  row: "[role=row], tr",
  rowheader: "[role=rowheader], th[scope=row]",
  searchbox: "input[type=search], [role=searchbox]",
  status: "[role=status]",
  switch: "[role=switch]",
  tab: "[role=tab]",
  textbox:
    "input:not([type]), input[type=text], input[type=email], input[type=password], input[type=tel], input[type=url], input[type=number], input[type=search], textarea, [role=textbox], [contenteditable=true]",
};

const tidy = (text) => (text ?? "").replace(/[\s\u2066-\u2069\u200e\u200f]+/g, " ").trim();

const isShown = (element) =>
  element.checkVisibility({ visibilityProperty: true }) &&
  !element.closest("[aria-hidden=true], [inert]");

// The words of an element. With `labels`, what a part is called counts instead of what stands in
// it, as it does in a name; without, only what can be read on the screen does.
const wordsOf = (node, labels) => {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (!(node instanceof Element) || node.getAttribute("aria-hidden") === "true") return "";
  if (node.tagName === "STYLE" || node.tagName === "SCRIPT") return "";
  // What has no box of its own may hold some that do.
  const { display } = getComputedStyle(node);
  if (node !== document.body && display !== "contents" && !node.checkVisibility()) return "";
  if (labels && node.hasAttribute("aria-label")) return ` ${node.getAttribute("aria-label")} `;
  if (node.tagName === "IMG") return ` ${node.alt} `;
  const inner = [...node.childNodes].map((child) => wordsOf(child, labels)).join("");
  return display === "inline" ? inner : ` ${inner} `;
};

const nameOf = (element) => {
  const ids = element.getAttribute("aria-labelledby");
  if (ids) {
    return tidy(ids.split(/\s+/).map((id) => document.getElementById(id)?.textContent).join(" "));
  }
  if (element.hasAttribute("aria-label")) return tidy(element.getAttribute("aria-label"));
  if (element.labels?.length) {
    return tidy([...element.labels].map((label) => labelWords(label, element)).join(" "));
  }
  const isField = element.matches("input, select, textarea");
  const words = isField ? "" : tidy(wordsOf(element, true));
  return words || tidy(element.getAttribute("title")) || tidy(element.getAttribute("placeholder"));
};

// A label's words without those of the field inside it.
const labelWords = (label, field) =>
  [...label.childNodes].map((node) => {
    if (node.nodeType !== 1) return node.textContent;
    if (node === field) return " ";
    const words = node.contains(field) ? labelWords(node, field) : node.textContent;
    return getComputedStyle(node).display === "inline" ? words : ` ${words} `;
  }).join("");

const matches = (name, wanted) => {
  if (wanted === "*") return true;
  if (wanted.startsWith("*") && wanted.endsWith("*")) return name.includes(wanted.slice(1, -1));
  if (wanted.endsWith("*")) return name.startsWith(wanted.slice(0, -1));
  if (wanted.startsWith("*")) return name.endsWith(wanted.slice(1));
  return name === wanted;
};

const canAct = (element) =>
  !element.matches(":disabled") && element.getAttribute("aria-disabled") !== "true";

// Like a person, who scrolls to what is to be clicked: the driver does so in the page only.
const bringIntoSight = (element) => {
  const { x, y, width, height } = element.getBoundingClientRect();
  const there = document.elementFromPoint(x + width / 2, y + height / 2);
  if (!element.contains(there)) element.scrollIntoView({ block: "center" });
};

// Notes whether a click on the element comes to pass. A page that went away was clicked on.
const awaitClick = (element) => {
  bringIntoSight(element);
  window.rosterAwaitsClick = true;
  const arrived = () => delete window.rosterAwaitsClick;
  element.addEventListener("click", arrived, { capture: true, once: true });
  return true;
};
const clickArrived = () => !window.rosterAwaitsClick;

// What lies over everything else: the last open dialog, or the whole page.
const inFront = () =>
  [...document.querySelectorAll("dialog[open], [aria-modal=true]")].filter(isShown).pop() ??
  document.body;

const findAll = (role, name) => {
  const selector = ROLES[role] ?? `[role=${role}]`;
  const front = inFront();
  // An element with a role of its own is not what its tag says.
  const hasRole = (element) => (element.getAttribute("role") ?? role) === role;
  return [...front.querySelectorAll(selector), ...(front.matches(selector) ? [front] : [])].filter(
    (element) => hasRole(element) && isShown(element) && matches(nameOf(element), name),
  );
};

const textOnScreen = () => tidy(wordsOf(document.body, false));

// For the message of a test that failed: what there was instead.
const describePage = () => {
  const lines = [`address ${location.hash || location.pathname}`];
  for (const role of ["dialog", "heading", "alert", "status", "button", "link", "textbox", "combobox", "checkbox", "radio"]) {
    const names = findAll(role, "*").map((element) => nameOf(element) + (canAct(element) ? "" : " (off)"));
    if (names.length) lines.push(`${role}: ${names.slice(0, 60).join(" | ")}`);
  }
  lines.push(`text: ${textOnScreen().slice(0, 3000)}`);
  return lines.join("\n");
};
