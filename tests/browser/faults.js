// What is wrong with the looks of this page, measured in one go: a round trip a question would cost more than it.
async () => {
  const faults = [], main = document.documentElement;
  const shown = {visibilityProperty: true, opacityProperty: true};
  const seen = (it) => it.checkVisibility(shown) && it.getClientRects().length;
  const hidden = (it) => it.closest('.visually-hidden, .skip-link');
  const name = (it) => `${it.cloneNode().outerHTML.slice(0, 80)} ${it.textContent.trim().slice(0, 40)}`;
  if (main.scrollWidth > main.clientWidth) {
    const leaves = (it) => it.getBoundingClientRect().right > main.clientWidth + 1;
    const wide = [...document.querySelectorAll('body *')].find(leaves);
    faults.push(`${main.scrollWidth} px wide, because of ${wide ? name(wide) : 'something'}`);
  }
  const headings = document.querySelectorAll('h1').length;
  if (headings !== 1) faults.push(`${headings} h1`);
  if (!/\S.* · \S/.test(document.title)) faults.push(`title: ${document.title}`);
  let above = 1;
  for (const heading of document.querySelectorAll('main :is(h1, h2, h3, h4, h5, h6)')) {
    const level = Number(heading.tagName[1]);
    if (level > above + 1) faults.push(`after h${above} comes ${name(heading)}`);
    above = level;
  }
  for (const image of document.images) {
    image.loading = 'eager'; // those further down wait to be scrolled to
    await image.decode().catch(() => faults.push(`broken image ${image.getAttribute('src')}`));
  }
  for (const control of document.querySelectorAll('input:not([type=hidden]), select, textarea')) {
    const label = control.ariaLabel || control.labels?.[0]?.textContent || control.getAttribute('aria-labelledby');
    if (!label?.trim()) faults.push(`no label: ${control.outerHTML.slice(0, 80)}`);
  }
  for (const it of document.querySelectorAll('a[href], button, summary')) {
    const words = it.ariaLabel || it.textContent || it.title || it.querySelector('[alt]')?.alt;
    if (seen(it) && !words?.trim()) faults.push(`says nothing: ${it.outerHTML.slice(0, 80)}`);
  }
  // WCAG 2.5.8, of each target alone: how near its neighbors are depends on titles, fonts, rows and the day. What is
  // inline among the words of a sentence is let off; links that make up a line by themselves are not.
  const targets = 'a[href], button, summary, input:not([type=hidden]), select, textarea', least = 24;
  const block = (it) => (/^(inline|contents)$/.test(getComputedStyle(it).display) ? block(it.parentElement) : it);
  const inSentence = (it) => {
    if (getComputedStyle(it).display !== 'inline') return false;
    const words = document.createTreeWalker(block(it), NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
      const around = words.currentNode.parentElement;
      if (/[\p{L}\p{N}]/u.test(words.currentNode.data) && !around.closest(targets) && seen(around) && !hidden(around))
        return true;
    }
    return false;
  };
  const fits = (it) => {
    const {width, height} = it.getBoundingClientRect();
    return width >= least - .05 && height >= least - .05;
  };
  for (const it of document.querySelectorAll(targets)) {
    const parts = [it, ...(/^(checkbox|radio)$/.test(it.type) ? it.labels : [])].filter((one) => seen(one) && !hidden(one));
    if (!parts.length || parts.some((one) => fits(one) || inSentence(one))) continue;
    const {width, height} = parts.at(-1).getBoundingClientRect();
    faults.push(`target of ${width.toFixed(1)} × ${height.toFixed(1)} px: ${name(it)} in ${name(block(it.parentElement))}`);
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const it = texts.currentNode.parentElement, size = parseFloat(getComputedStyle(it).fontSize);
    if (size < 12 && texts.currentNode.data.trim() && seen(it) && !hidden(it) && !it.closest('svg'))
      faults.push(`${size} px: ${name(it)}`);
  }
  const ids = [...document.querySelectorAll('[id]')].map((it) => it.id);
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) faults.push(`two things are called #${id}`);
  return faults;
}
