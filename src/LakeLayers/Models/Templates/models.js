// Runs once in a realm of its own for each rendering, after nunjucks. Gives models the words that dbt's users know; what they do not
// reach here, they do not reach at all: there is no host to call.
(() => {
  'use strict';
  const nunjucks = globalThis.nunjucks;
  nunjucks.installJinjaCompat();
  const python = {
    upper() { return this.toUpperCase(); }, lower() { return this.toLowerCase(); }, strip() { return this.trim(); },
    lstrip() { return this.trimStart(); }, rstrip() { return this.trimEnd(); }, join(list) { return list.join(this); },
    startswith(text) { return this.startsWith(text); }, endswith(text) { return this.endsWith(text); },
  };
  for (const [name, value] of Object.entries(python)) Object.defineProperty(String.prototype, name, { value });

  /** A variable's text: written straight into the SQL it becomes a literal. Filters keep it one. */
  class Variable extends String { get literal() { return `'${this.replaceAll("'", "''")}'`; } }
  const variable = value => typeof value === 'string' && value.length > 0 ? new Variable(value) : value;
  const plain = value => value instanceof Variable ? value.toString() : value;

  class Fault extends Error {
    constructor(message, next, line) { super(message); this.next = next; this.line = line; }
  }

  // Where a tag ends, strings inside it left alone.
  const endOf = (text, from, close) => {
    for (let i = from; i < text.length; i++) {
      if (text.startsWith(close, i)) return i + close.length;
      if (text[i] === "'" || text[i] === '"') {
        const quote = text[i];
        for (i++; i < text.length && text[i] !== quote; i++) if (text[i] === '\\') i++;
      }
    }
    return -1;
  };
  const lines = text => text.split('\n').length - 1;

  // White space that templates do not use: stripped like any other, so that marks do not change what is rendered.
  const mark = line => '\u2000' + [...String(line)].map(d => String.fromCharCode(0x2001 + Number(d))).join('') + '\u205f';

  /** Gives each output its line and place, and makes blocks of dbt's into the template engine's. */
  const prepare = (text, withMarks) => {
    let [result, line, at] = ['', 1, 0];
    const plainText = part => {
      result += withMarks ? part.replace(/\n/g, () => '\n' + mark(++line)) : part;
      if (!withMarks) line += lines(part);
    };
    while (at < text.length) {
      const open = text.slice(at).search(/\{[{%#]/);
      if (open < 0) break;
      plainText(text.slice(at, at + open));
      at += open;
      const kind = text[at + 1];
      const end = kind === '#' ? text.indexOf('#}', at) + 2 : endOf(text, at + 2, kind === '{' ? '}}' : '%}');
      if (end < at + 2) throw new Fault(`${text.slice(at, at + 2)} is not closed`, 'close it and run again', line);
      const raw = /^\{%-?\s*(raw|verbatim)\b/.exec(text.slice(at, end));
      const tail = raw && new RegExp(`\\{%-?\\s*end${raw[1]}\\s*-?%\\}`).exec(text.slice(end));
      const tag = text.slice(at, tail ? end + tail.index + tail[0].length : end);
      if (raw) result += tag;
      else if (kind === '{') {
        const [, before, inner, after] = /^\{\{(-?)([^]*?)(-?)\}\}$/.exec(tag);
        const quoted = text[at - 1] === "'" && text[end] === "'";
        // What stands on further lines in the file does so in the SQL.
        result += `{{${before} (${inner}) | _out(${line}, ${quoted}) ${after}}}` + (quoted ? '' : '\n'.repeat(lines(tag)));
      } else if (kind === '%') {
        result += tag.replace(/^(\{%-?\s*)test\s+(\w+)/, '$1macro test_$2').replace(/^(\{%-?\s*)endtest\b/, '$1endmacro')
          .replace(/^\{%-?\s*(?:snapshot\s+\w+|endsnapshot)\s*-?%\}$/, '') + '\n'.repeat(lines(tag));
      } else result += tag + '\n'.repeat(lines(tag));
      line += lines(tag);
      at += tag.length;
    }
    plainText(text.slice(at));
    return result;
  };

  const written = (value, line, quoted) => {
    if (value?.missing) value.missing.line = line;
    if (value === undefined) throw new Fault('An undefined value is written', 'mend the name', line);
    if (quoted) return String(value ?? '').replaceAll("'", "''");
    if (value === null) return 'NULL';
    if (value instanceof Variable) return value.literal;
    if (value instanceof nunjucks.runtime.SafeString || typeof value !== 'object') return String(value);
    if ('sql' in value) return value.sql;
    throw new Fault('A list or an object cannot be written into SQL', 'loop over it, or use a filter such as join', line);
  };

  const quote = name => `"${name.replaceAll('"', '""')}"`;
  const relation = table => {
    const [schema, ...rest] = table.split('.');
    const name = rest.join('.');
    return { schema, name, identifier: name, database: null, sql: `${quote(schema)}.${quote(name)}`, toString() { return this.sql; } };
  };

  /** The words of templates. They speak of the model that is being rendered. */
  const environment = request => {
    const env = new nunjucks.Environment(null, { autoescape: false, dev: true });
    const state = { current: null, isIncremental: false };
    for (const [name, filter] of Object.entries(env.filters)) {
      env.addFilter(name, function (value, ...rest) {
        const result = filter.call(this, plain(value), ...rest.map(plain));
        return value instanceof Variable && typeof result === 'string' ? variable(result) : result;
      });
    }
    const contains = nunjucks.runtime.inOperator;
    nunjucks.runtime.inOperator = (value, list) => contains(plain(value), list);
    env.addFilter('_out', written);
    env.addTest('none', value => value === null || value === undefined);
    env.addTest('string', value => typeof plain(value) === 'string');
    env.addTest('true', value => value === true);
    env.addTest('false', value => value === false);
    env.addExtension('do', {
      tags: ['do'],
      parse(parser, nodes) {
        const tag = parser.nextToken();
        const args = parser.parseSignature(true, true);
        parser.advanceAfterBlockEnd(tag.value);
        return new nodes.CallExtension(this, 'run', args);
      },
      run: () => '',
    });

    const ref = (...parts) => {
      const name = String(parts.filter(p => typeof p === 'string').at(-1));
      const found = request.names[name] ?? [];
      if (found.length === 0) {
        const all = [...new Set(Object.values(request.names).flat())];
        throw new Fault(`No model is called '${name}' (there are: ${all.join(', ')})`, "mend the name, or use source('zone', 'table') for a table that no model makes");
      }
      if (found.length > 1) throw new Fault(`'${name}' may mean ${found.join(' or ')}`, "write the zone too: ref('zone.table')");
      state.current.refs.push(found[0]);
      return relation(found[0]);
    };
    const source = (zone, table) => {
      state.current.sources.push(`${zone}.${table}`);
      return relation(`${zone}.${table}`);
    };
    const read = (name, ...fallback) => {
      if (Object.hasOwn(request.variables, name)) return variable(request.variables[name]);
      if (fallback.length > 0) return variable(fallback[0]);
      const placeholder = new Variable(`<${name}>`);
      placeholder.missing = { name, line: 1 };
      state.current.missing.push(placeholder.missing);
      return placeholder;
    };
    const known = config => Object.fromEntries(Object.entries(config ?? {}).filter(([key]) => key !== '__keywords').map(([key, value]) => [key, plain(value)]));
    const config = values => { Object.assign(state.current.config, known(values)); return ''; };
    config.get = (name, fallback) => state.current.config[name] ?? fallback ?? null;
    config.require = name => {
      if (state.current.config[name] === undefined) throw new Fault(`The model needs a value of '${name}' in its config`, 'add it');
      return state.current.config[name];
    };
    const words = {
      ref, source, config, var: read, execute: true, flags: { FULL_REFRESH: request.fullRefresh === true },
      is_incremental: () => state.isIncremental,
      target: { name: 'penstock', type: 'duckdb', schema: null },
      log: () => '', exceptions: { raise_compiler_error(message) { throw new Fault(String(message), 'see the macro that raised it'); }, warn: () => '' },
      env_var() { throw new Fault('Models do not read the environment', "give the value as a variable: {{ var('name') }}"); },
    };
    for (const [name, value] of Object.entries(words)) env.addGlobal(name, value);
    const self = { get sql() { state.current.readsItself = true; return relation(state.current.table).sql; }, get name() { return relation(state.current.table).name; },
      get identifier() { return this.name; }, get schema() { return relation(state.current.table).schema; }, toString() { return this.sql; } };
    Object.defineProperty(env.globals, 'this', { enumerable: true, get: () => self });
    Object.defineProperty(env.globals, 'model', { enumerable: true, get: () => ({ name: state.current.table, config: state.current.config }) });
    return { env, state };
  };

  // The engine wraps what is thrown. It counts lines from one where it parses, and from zero where it renders.
  const explain = (error, file, text, isParsing) => {
    const chain = [];
    for (let e = error; e instanceof Object && chain.length < 20; e = e.cause) chain.push(e);
    const fault = chain.find(e => e instanceof Fault);
    const place = chain.map(e => e.lineno).find(l => typeof l === 'number');
    const line = fault?.line ?? (place !== undefined ? place + (isParsing ? 0 : 1) : isParsing ? lines(text.trimEnd()) + 1 : 1);
    const message = fault?.message ?? String(chain.at(-1)?.message ?? error).replace(/^\([^)]*\)(?: \[[^\]]*\])?\s*/, '').trim();
    return { file, line, message, next: fault?.next };
  };
  class Failure extends Error {
    constructor(told) { super(told.message); this.told = told; }
  }
  const guarded = (file, text, isParsing, work) => {
    try { return work(); } catch (error) { throw new Failure(explain(error, file, text, isParsing)); }
  };

  const compile = (env, file, text, withMarks) =>
    guarded(file, text, true, () => new nunjucks.Template(prepare(text, withMarks), env, file, true));
  const blank = () => ({ refs: [], sources: [], missing: [], config: {}, readsItself: false });

  const addMacros = (env, state, macros) => {
    for (const { file, text } of macros) {
      state.current = blank();
      const template = compile(env, file, text, false);
      guarded(file, text, false, () => template.getExported({}, null, (error, exported) => {
        if (error) throw error;
        for (const [name, value] of Object.entries(exported)) if (typeof value === 'function') env.addGlobal(name, value);
      }));
    }
  };

  /** For each line of what was rendered, the line of the file that it comes from. */
  const sourceLines = rendered => {
    const found = [1];
    for (const [, digits] of rendered.matchAll(/\u2000([\u2001-\u200a]+)\u205f|\n/g)) {
      if (digits) found[found.length - 1] = Number([...digits].map(c => c.charCodeAt(0) - 0x2001).join(''));
      else found.push(found.at(-1));
    }
    return found;
  };

  const renderOne = (env, state, template) => {
    const result = blank();
    const [compiled, marked] = [false, true].map(withMarks => withMarks && !/\{[%{]/.test(template.text) ? null : compile(env, template.file, template.text, withMarks));
    const run = (what, isIncremental, current) => {
      state.current = Object.assign(current, { config: {}, table: template.table, readsItself: false });
      state.isIncremental = isIncremental;
      return guarded(template.file, template.text, false, () => what.render(template.words ?? {}));
    };
    result.modes = template.modes.map(isIncremental => ({
      sql: run(compiled, isIncremental, result),
      readsItself: result.readsItself,
      lines: marked === null ? null : sourceLines(run(marked, isIncremental, blank())),
    }));
    return result;
  };

  const render = request => {
    const { env, state } = environment(request);
    try {
      addMacros(env, state, request.macros);
      return { templates: request.templates.map(template => renderOne(env, state, template)) };
    } catch (error) {
      if (error instanceof Failure) return { error: error.told };
      throw error;
    }
  };

  return {
    render: text => JSON.stringify(render(JSON.parse(text))),
    describe: error => JSON.stringify({ message: String(error?.message ?? error) }),
  };
})
