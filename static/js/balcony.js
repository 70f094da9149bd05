/* Small elements that improve pages which work without them. None knows an address that is not in its attributes.
     <local-time><time datetime="2026-01-31T19:04:00Z">Jan 31, 2026, 7:04 PM UTC</time></local-time>
     <draft-keeper name="reply-12"><textarea>…</textarea></draft-keeper>
     <copy-link><a href="/posts/7">Link to this post</a></copy-link>
     <closing-menu><details class="menu">…</details></closing-menu>
     <line-rows most="12"><ol><li>…</li></ol><button name="add">Add a line</button></line-rows> */

/* The reader's own dialect of the page's language: an American page stays English for a reader in London. */
function dialectOf(page) {
  return navigator.languages.find((name) => name.split("-")[0] === page.split("-")[0]) ?? page;
}

/** A moment written in UTC becomes the reader's own time; what the page said first stays as its title. */
class LocalTime extends HTMLElement {
  connectedCallback() {
    const time = this.querySelector("time[datetime]");
    const when = time && new Date(time.dateTime);
    if (!when || Number.isNaN(when.valueOf()) || !this.closest("main")) return;
    const format = new Intl.DateTimeFormat(dialectOf(document.documentElement.lang || "en"), {
      dateStyle: "medium",
      timeStyle: "short",
    });
    time.title ||= time.textContent;
    (time.querySelector("a") ?? time).textContent = format.format(when);
  }
}

/* Drafts are kept by account, form and field, as {text, sent}: `sent` is the key of the form that took the text away.
   The server names the forms that arrived on the member's next pages; only then is a draft forgotten. */
const { member, arrived = "" } = document.body.dataset;
const OWN_DRAFTS = `draft ${member} `;
const readDraft = (key) => JSON.parse(sessionStorage.getItem(key) ?? "{}");

function forgetDrafts(isForgotten) {
  Object.keys(sessionStorage)
    .filter((key) => key.startsWith("draft ") && isForgotten(key))
    .forEach((key) => sessionStorage.removeItem(key));
}

const hasArrived = (key) => arrived.split(" ").includes(readDraft(key).sent);
if (member) forgetDrafts((key) => !key.startsWith(OWN_DRAFTS) || hasArrived(key));
document.addEventListener("submit", (event) => event.target.matches("[data-signs-out]") && forgetDrafts(() => true));

/** What was typed survives a closed page or a lost connection until the form has arrived. The server's text wins. */
class DraftKeeper extends HTMLElement {
  connectedCallback() {
    const text = this.querySelector("textarea");
    const once = text?.form?.elements.once;
    if (!member || !once) return;
    const key = `${OWN_DRAFTS}${this.getAttribute("name")} ${text.name}`;
    const keep = (sent) => {
      if (text.value) sessionStorage.setItem(key, JSON.stringify({ text: text.value, sent }));
      else sessionStorage.removeItem(key);
    };
    text.value ||= readDraft(key).text ?? "";
    text.addEventListener("input", () => keep());
    text.form.addEventListener("submit", () => {
      const draft = readDraft(key);
      // The same words once more, after an answer that was lost, are the same form: the server posts them once.
      once.value = draft.sent && draft.text === text.value ? draft.sent : once.defaultValue;
      keep(once.value);
    });
    // Going back, browsers bring what was typed; where no draft is kept of it, it has arrived.
    window.addEventListener("pageshow", (event) => {
      if (text.value === text.defaultValue || sessionStorage.getItem(key)) return;
      if (event.persisted) location.reload();
      else text.value = text.defaultValue;
    });
  }
}

/** A permanent link that is copied by a click; held with a modifier key, or where copying is refused, it is a link. */
class CopyLink extends HTMLElement {
  connectedCallback() {
    this.querySelector("a")?.setAttribute("aria-live", "polite");
    this.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link || event.metaKey || event.ctrlKey || event.shiftKey || !navigator.clipboard) return;
      event.preventDefault();
      navigator.clipboard.writeText(link.href).then(() => this.say(link), () => location.assign(link.href));
    });
  }

  say(link) {
    const words = link.textContent;
    if (words === "Link copied") return;
    link.textContent = "Link copied";
    setTimeout(() => (link.textContent = words), 2000);
  }
}

/** A menu that closes when the reader looks elsewhere or presses Escape. */
class ClosingMenu extends HTMLElement {
  connectedCallback() {
    const menu = this.querySelector("details");
    this.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !this.contains(event.relatedTarget)) menu.open = false;
    });
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
    this.outside = (event) => this.contains(event.target) || (menu.open = false);
    document.addEventListener("click", this.outside);
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.outside);
  }
}

/** Rows of a form that are added and removed at once; without script the same buttons ask the server. */
class LineRows extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const button = event.target.closest('button[name="add"], button[name="remove"]');
      if (!button) return;
      event.preventDefault();
      if (button.name === "add") this.add();
      else this.drop(button.closest("li"));
    });
  }

  get rows() {
    return [...this.querySelectorAll("li")];
  }

  add() {
    const row = this.rows.at(-1).cloneNode(true);
    row.querySelectorAll(".field-error").forEach((error) => error.remove());
    this.empty(row);
    this.rows.at(-1).after(row);
    this.number();
    row.querySelector("input, textarea").focus();
  }

  drop(row) {
    if (this.rows.length === 1) this.empty(row);
    else row.remove();
    this.number();
    this.rows.at(-1).querySelector("input, textarea").focus();
  }

  empty(row) {
    row.querySelectorAll("input, textarea").forEach((control) => {
      control.value = "";
      control.removeAttribute("aria-invalid");
      control.removeAttribute("aria-describedby");
    });
  }

  number() {
    this.rows.forEach((row, at) => {
      row.querySelectorAll("[name]").forEach((control) => {
        control.name = control.name.replace(/-\d+-/, `-${at}-`);
        control.id &&= control.id.replace(/-\d+-/, `-${at}-`);
        control.setAttribute("aria-label", control.getAttribute("aria-label").replace(/\d+$/, at + 1));
        if (control.name === "remove") control.value = at;
      });
    });
    const add = this.querySelector('button[name="add"]');
    if (add) add.hidden = this.rows.length >= Number(this.getAttribute("most"));
  }
}

customElements.define("local-time", LocalTime);
customElements.define("draft-keeper", DraftKeeper);
customElements.define("copy-link", CopyLink);
customElements.define("closing-menu", ClosingMenu);
customElements.define("line-rows", LineRows);
