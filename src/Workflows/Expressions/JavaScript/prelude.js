// Runs in every fresh realm before the expression. It makes the globals that expressions know out of one function,
// host(operation, first, second), whose arguments and results are texts, and lengthOf(array), the characters of the texts in it. Encoded values begin with a letter:
// j JSON, b bytes (one character a byte), d date, s stream (a number), n a number that JSON has not, u undefined.
((host, lengthOf) => {
  'use strict';
  const { parse, stringify, rawJSON } = JSON;
  const maxLength = 1 << 24;
  const define = (target, name, value) => Object.defineProperty(target, name, { value, writable: true, configurable: true });

  // One call of these can use gigabytes before anyone can stop it.
  for (const name of ['repeat', 'padStart', 'padEnd']) {
    const original = String.prototype[name];
    define(String.prototype, name, { [name](count, ...rest) {
      if ((name === 'repeat' ? this.length * count : count) > maxLength) throw new RangeError('The text would be too long');
      return Reflect.apply(original, this, [count, ...rest]);
    } }[name]);
  }
  const multiply = (prototype, name, size) => {
    const original = prototype[name];
    define(prototype, name, { [name](...rest) {
      if (size(this, ...rest) > maxLength) throw new RangeError('The text would be too long');
      return Reflect.apply(original, this, rest);
    } }[name]);
  };
  multiply(String.prototype, 'replaceAll', (text, _, by) => String(text).length * (typeof by === 'string' ? by.length : 1));
  multiply(String.prototype, 'replace', (text, what, by) => typeof what === 'string' ? 0 : String(text).length * (typeof by === 'string' ? by.length : 1));
  const joined = (array, by) => array.length * (by === undefined ? 1 : String(by).length) + lengthOf(array);
  multiply(Array.prototype, 'join', joined);
  multiply(Object.getPrototypeOf(Uint8Array.prototype), 'join', (array, by) => array.length * (by === undefined ? 1 : String(by).length));

  // The engine's own takes the square of the depth for arrays in arrays, and nobody can stop it.
  define(Array.prototype, 'toLocaleString', { toLocaleString(...how) {
    return Array.from(this, item => item == null ? '' : item.toLocaleString(...how)).join(',');
  } }.toLocaleString);

  // Whole numbers of any length cannot be stopped while they grow: there are literals, and no other way to make one.
  define(BigInt.prototype, 'toJSON', function () { return rawJSON ? rawJSON(String(this)) : String(this); });
  delete BigInt.prototype.constructor;
  for (const name of ['getBigInt64', 'getBigUint64', 'setBigInt64', 'setBigUint64']) delete DataView.prototype[name];
  for (const name of ['WebAssembly', 'SharedArrayBuffer', 'Atomics', 'BigInt', 'BigInt64Array', 'BigUint64Array', 'Temporal', 'ShadowRealm',
    'System', 'importNamespace', 'clr', 'setTimeout', 'setInterval']) delete globalThis[name];

  class Stream { #index; constructor(index) { this.#index = index; } static indexOf(stream) { return stream.#index; } }

  const toBinary = bytes => {
    if (typeof bytes === 'string') return host('unbase64', bytes);
    if (bytes instanceof Stream) return host('stream', Stream.indexOf(bytes)).slice(1);
    const array = bytes instanceof Uint8Array ? bytes : bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : Uint8Array.from(bytes ?? []);
    const parts = [];
    for (let i = 0; i < array.length; i += 8192) parts.push(String.fromCharCode.apply(null, array.subarray(i, i + 8192)));
    return parts.join('');
  };
  const fromBinary = text => {
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    return bytes;
  };

  // Objects of .NET: their members by the names of .NET as well, without being listed twice.
  const withOwnNames = value => {
    if (Array.isArray(value)) {
      define(value, 'Count', value.length);
      value.forEach(withOwnNames);
    } else if (typeof value === 'object' && value !== null) {
      for (const name of Object.keys(value)) {
        withOwnNames(value[name]);
        const own = name[0]?.toUpperCase() + name.slice(1);
        if (!(own in value))
          Object.defineProperty(value, own, { get() { return this[name]; }, set(now) { this[name] = now; }, configurable: true });
      }
    }
    return value;
  };
  const decode = text => {
    if (text === undefined) return undefined;
    const rest = text.slice(1);
    switch (text[0]) {
      case 'j': return parse(rest);
      case 'o': return withOwnNames(parse(rest));
      case 'b': return fromBinary(rest);
      case 'd': return new Date(rest);
      case 's': return new Stream(rest);
    }
  };
  const encode = value => {
    if (typeof value === 'number' && !Number.isFinite(value)) return 'n' + value;
    if (value instanceof Uint8Array || value instanceof ArrayBuffer) return 'b' + toBinary(value);
    if (value instanceof Date) return 'd' + value.toISOString();
    if (value instanceof Stream) return 's' + Stream.indexOf(value);
    const json = stringify(value);
    return json === undefined ? 'u' : 'j' + json;
  };
  define(Uint8Array.prototype, 'toJSON', function () { return bytesToBase64(this); });

  // Objects read from a variable are the variable's: what the script changes inside them is written back at its end.
  const held = new Map();
  const isObject = value => typeof value === 'object' && value !== null;
  const getVariable = name => {
    name = String(name);
    if (held.has(name)) return held.get(name).value;
    const text = host('get', name);
    const value = decode(text);
    if (isObject(value)) held.set(name, { value, text });
    return value;
  };
  const setVariable = (name, value) => {
    name = String(name);
    const text = encode(value);
    host('set', name, text);
    if (isObject(value)) held.set(name, { value, text }); else held.delete(name);
  };
  const writeBack = () => {
    for (const [name, { value, text }] of held) {
      if (value instanceof Stream) continue;
      const now = encode(value);
      if (now !== text && now !== encode(decode(text))) host('set', name, now);
    }
  };

  const bytesToBase64 = bytes => bytes instanceof Stream ? streamToBase64(bytes) : host('base64', toBinary(bytes));
  const streamToBase64 = stream => host('base64', toBinary(stream));
  const names = () => parse(host('names'));
  const newGuid = () => host('guid');
  const newShortGuid = () => host('shortGuid');
  const nothing = () => undefined;

  const globals = {
    getVariable, setVariable,
    getInput: name => decode(host('input', String(name))),
    getOutputFrom: (activity, output) => decode(host('output', String(activity), output ?? undefined)),
    getLastResult: () => decode(host('last')),
    getWorkflowDefinitionId: () => host('definitionId'),
    getWorkflowDefinitionVersionId: () => host('definitionVersionId'),
    getWorkflowDefinitionVersion: () => Number(host('definitionVersion')),
    getWorkflowInstanceId: () => host('instanceId'),
    getWorkflowInstanceName: () => host('name') ?? null,
    setWorkflowInstanceName: value => { host('setName', value == null ? undefined : String(value)); },
    getCorrelationId: () => host('correlationId') ?? null,
    setCorrelationId: value => { host('setCorrelationId', value == null ? undefined : String(value)); },
    newGuid, newGuidString: newGuid, newShortGuid, getGuidString: newGuid, getShortGuid: newShortGuid,
    parseGuid: value => host('parseGuid', String(value)),
    isNullOrEmpty: value => value == null || String(value) === '',
    isNullOrWhiteSpace: value => value == null || String(value).trim() === '',
    toJson: value => stringify(value),
    bytesToString: bytes => host('utf8ToText', toBinary(bytes)),
    bytesFromString: text => fromBinary(host('textToUtf8', String(text))),
    bytesToBase64,
    bytesFromBase64: text => fromBinary(host('unbase64', String(text))),
    stringToBase64: text => host('base64', host('textToUtf8', String(text))),
    stringFromBase64: text => host('utf8ToText', host('unbase64', String(text))),
    streamToBytes: stream => fromBinary(toBinary(stream)),
    streamToBase64,
    console: { log: nothing, info: nothing, warn: nothing, error: nothing, debug: nothing, trace: nothing },
    variables: new Proxy({}, {
      get: (_, name) => typeof name === 'string' ? getVariable(name) : undefined,
      set: (_, name, value) => { setVariable(String(name), value); return true; },
      has: (_, name) => names().includes(name),
      ownKeys: () => names(),
      getOwnPropertyDescriptor: (_, name) => names().includes(name)
        ? { value: getVariable(name), writable: true, enumerable: true, configurable: true } : undefined,
    }),
  };
  for (const name of Object.keys(globals)) define(globalThis, name, globals[name]);

  // Code from text would hide from the host whether it uses promises.
  for (const make of [() => {}, function* () {}, async () => {}, async function* () {}]) delete Object.getPrototypeOf(make).constructor;
  delete globalThis.eval;
  delete globalThis.Function;
  const then = Promise.prototype.then;
  const resolved = Promise.resolve();
  const later = (promise, done, failed) => Reflect.apply(then, promise, [done, failed]);

  const finish = value => { writeBack(); return encode(value); };
  const describe = error =>
    error instanceof Error ? `${error.name}: ${error.message}` : isObject(error) ? stringify(error) : String(error);
  const lineOf = error => error instanceof Error ? /expression:(\d+)/.exec(error.stack ?? '')?.[1] : undefined;
  const attempt = read => { try { return read(); } catch { return undefined; } };
  const deliver = make => {
    let text;
    try { text = make(); } catch (error) { host('failed', attempt(() => describe(error)), attempt(() => lineOf(error))); return; }
    host('done', text);
  };
  // Takes turns with all other reactions: when the result is there, or time is over, the host stops the whole queue.
  const guard = () => { host('turn'); later(resolved, guard); };
  return {
    // The generated accessors that the script names: [[name, kind, first, second], …].
    begin: text => {
      for (const [name, kind, first, second] of parse(text)) {
        define(globalThis, name,
          kind === 'get' ? () => getVariable(first)
          : kind === 'set' ? value => setVariable(first, value)
          : kind === 'input' ? () => globals.getInput(first)
          : kind === 'output' ? () => globals.getOutputFrom(first, second)
          : kind === 'outcome' ? value => { host('outcomes', stringify([String(value)])); }
          : (...values) => { host('outcomes', stringify(values.flat().map(String))); });
      }
    },
    // For scripts that cannot make promises.
    withoutPromises: () => {
      for (const name of ['Promise', 'AsyncDisposableStack']) delete globalThis[name];
      delete Array.fromAsync;
    },
    complete: finish,
    // For the others: the result goes to the host, now or when the promise is settled.
    start: run => later(resolved, () => {
      let value;
      try { value = run(); } catch (error) { deliver(() => { throw error; }); guard(); return; }
      host('waiting');
      if ((isObject(value) || typeof value === 'function') && typeof value.then === 'function')
        later(Promise.resolve(value), result => deliver(() => finish(result)), error => deliver(() => { throw error; }));
      else deliver(() => finish(value));
      guard();
    }),
    describe,
  };
})
