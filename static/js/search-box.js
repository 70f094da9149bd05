/* A search box that suggests while somebody types, a combobox by the book; without script it is a plain form.
     <search-box suggestions="/search/suggestions"><form role="search"><input type="search" name="q"></form></search-box>
   Suggestions are links' addresses: choosing one goes there, Enter without a choice sends the form. */

const PAUSE = 120; // milliseconds without a key before it asks

class SearchBox extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type=search]");
    if (!this.input || this.list) return;
    this.list = document.createElement("ul");
    this.list.id = `${this.input.id}-suggestions`;
    this.list.className = "search-suggestions";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Suggestions");
    this.input.after(this.list);
    const says = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    Object.entries(says).forEach(([name, value]) => this.input.setAttribute(name, value));
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.pressed(event));
    this.input.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.choose(event.target.closest("[role=option]")));
  }

  get options() {
    return [...this.list.children];
  }

  get chosen() {
    return this.list.querySelector("[aria-selected=true]");
  }

  later() {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const typed = this.input.value.trim();
    this.asked?.abort();
    if (!typed) return this.close();
    this.asked = new AbortController();
    const url = new URL(this.getAttribute("suggestions"), location.href);
    url.searchParams.set("q", typed);
    try {
      const answer = await fetch(url, { signal: this.asked.signal, headers: { Accept: "application/json" } });
      if (answer.ok) this.show(await answer.json());
    } catch {
      this.close(); // no suggestions are no fault: the form still works
    }
  }

  show(found) {
    this.list.replaceChildren(...found.map((one, at) => this.option(one, at)));
    if (!found.length || document.activeElement !== this.input) return this.close();
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.input.removeAttribute("aria-activedescendant");
  }

  option(one, at) {
    const item = document.createElement("li");
    item.id = `${this.list.id}-${at}`;
    item.dataset.url = one.url;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const name = document.createElement("bdi");
    const kind = document.createElement("span");
    name.textContent = one.name;
    kind.textContent = one.kind;
    item.append(name, " ", kind);
    return item;
  }

  pressed(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.list.hidden) this.ask();
    else if (step) this.move(step);
    else if (event.key === "Enter" && this.chosen) this.choose(this.chosen);
    else if (event.key === "Escape" && !this.list.hidden) this.close();
    else return;
    event.preventDefault();
  }

  /* One step, through the box itself at either end, so that what was typed can be had back. */
  move(step) {
    const options = this.options;
    const from = options.indexOf(this.chosen);
    const to = from < 0 ? (step > 0 ? 0 : options.length - 1) : from + step;
    options[from]?.setAttribute("aria-selected", "false");
    options[to]?.setAttribute("aria-selected", "true");
    options[to]?.scrollIntoView({ block: "nearest" });
    if (options[to]) this.input.setAttribute("aria-activedescendant", options[to].id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  choose(option) {
    if (option) location.assign(option.dataset.url);
  }

  close() {
    clearTimeout(this.pause);
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

customElements.define("search-box", SearchBox);
