// What keeps somebody from using this page, as it looks now: everything axe knows of, or these rules alone.
async (rules) => {
  const {violations} = await axe.run(document, {
    resultTypes: ['violations'],
    preload: false, // style sheets are read for a single rule that is not ours
    ...(rules.length ? {runOnly: {type: 'rule', values: rules}} : {rules: {'target-size': {enabled: true}}}),
  });
  return violations.flatMap(({id, nodes}) => nodes.map((it) => `${id}: ${it.target.join(' ')}`));
}
