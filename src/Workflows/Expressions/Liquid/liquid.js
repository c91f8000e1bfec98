// Runs once in the realm of the template engine, after liquidjs. Templates are data: they cannot define anything, and they
// see own members of values only, so one realm serves all of them.
(host => {
  'use strict';
  const { Liquid } = globalThis.liquidjs;
  const decode = text => {
    if (text === undefined) return undefined;
    const rest = text.slice(1);
    return text[0] === 'j' ? JSON.parse(rest) : text[0] === 'd' ? new Date(rest) : text[0] === 'b' ? host('base64', rest) : null;
  };
  // Each name is asked for once a rendering. The object inherits nothing that a template could reach.
  const values = operation => {
    const known = new Map();
    const read = name => {
      if (typeof name !== 'string') return undefined;
      if (!known.has(name)) known.set(name, decode(host(operation, name)));
      return known.get(name);
    };
    return new Proxy(Object.create(null), {
      get: (_, name) => read(name),
      has: (_, name) => read(name) !== undefined,
      getOwnPropertyDescriptor: (_, name) => {
        const value = read(name);
        return value === undefined ? undefined : { value, enumerable: true, configurable: true };
      },
    });
  };
  const engine = new Liquid({ ownPropertyOnly: true, strictFilters: true, templates: {}, relativeReference: false });
  for (const name of ['include', 'render', 'layout', 'block']) delete engine.tags[name];
  engine.registerFilter('json', value => JSON.stringify(value ?? null));
  engine.registerFilter('base64', value => host('base64', host('textToUtf8', value == null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value))));

  const parsed = new Map();
  const parse = template => {
    let tokens = parsed.get(template);
    if (!tokens) {
      tokens = engine.parse(template);
      if (parsed.size >= 500) parsed.clear();
      parsed.set(template, tokens);
    }
    return tokens;
  };
  return {
    inside: () => host(),
    render: template => 'j' + JSON.stringify(engine.renderSync(parse(template), {
      Variables: values('get'),
      Input: values('input'),
      WorkflowInstanceId: host('instanceId'),
      WorkflowDefinitionId: host('definitionId'),
      WorkflowDefinitionVersionId: host('definitionVersionId'),
      WorkflowDefinitionVersion: Number(host('definitionVersion')),
      CorrelationId: host('correlationId') ?? null,
    })),
    describe: error => {
      const message = String(error?.message ?? error).replace(/, line:\d+, col:\d+$/, '');
      return JSON.stringify({ message, line: error?.token ? error.token.getPosition?.()[0] : undefined });
    },
  };
})
