// The page around one element of Elsa Studio. Loaded before Studio's own scripts.
(() => {
  const place = document.querySelector('[data-studio]');

  // Studio's HTTP goes through fetch. An expired session would end its component with an error nobody can act on: sign in instead.
  // Each request names the page it comes from, so that auto-saves that overtake each other are not taken for those of two people.
  const fetchBefore = window.fetch.bind(window);
  const page = Array.from(crypto.getRandomValues(new Uint8Array(8)), b => b.toString(16).padStart(2, '0')).join('');
  window.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input, document.baseURI);
    if (url.origin === location.origin && url.pathname.startsWith('/elsa/')) {
      const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
      headers.set('X-Penstock-Editor', page);
      init = { ...init, headers };
    }
    const answer = await fetchBefore(input, init);
    if (answer.status === 401 && url.origin === location.origin && url.pathname.startsWith('/elsa/')) {
      location.assign('/login?returnUrl=' + encodeURIComponent(location.pathname + location.search));
      return new Promise(() => {});
    }
    return answer;
  };

  // Studio has no router in this package: to leave a screen it only writes the history. Each screen is a page of ours.
  for (const name of ['pushState', 'replaceState']) {
    const before = history[name].bind(history);
    history[name] = (state, title, url) => {
      const target = url == null ? null : new URL(url, document.baseURI);
      if (target && target.origin === location.origin && target.pathname !== location.pathname) location.assign(target);
      else before(state, title, url);
    };
  }

  // Another version of Studio would add this by an inline script that the content-security policy does not know, and crash without it.
  let onKey = null;
  window.editorHotkeys = {
    register(page) {
      this.dispose();
      onKey = event => {
        if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's') {
          event.preventDefault();
          page.invokeMethodAsync('OnHotKeysCtrlS');
        }
      };
      document.addEventListener('keydown', onKey);
    },
    dispose() {
      if (onKey) document.removeEventListener('keydown', onKey);
      onKey = null;
    },
  };

  const element = document.createElement(place.dataset.studio);
  element.setAttribute('remote-endpoint', location.origin + '/elsa/api');
  for (const name of ['definition-id', 'instance-id']) if (place.dataset[name.replace('-id', 'Id')]) element.setAttribute(name, place.dataset[name.replace('-id', 'Id')]);
  new MutationObserver((_, observer) => {
    if (element.childElementCount === 0) return;
    observer.disconnect();
    place.querySelector('.ps-loading')?.remove();
    // What a list needs for its dialogues at most comes once the list is there, in order.
    const load = () => place.dataset.later.split(' ').filter(Boolean).forEach(path => document.body.append(Object.assign(document.createElement('script'), { src: path, async: false })));
    setTimeout(() => requestIdleCallback(load), 1000);
  }).observe(element, { childList: true });
  place.append(element);

  // A callback set before the element is defined is erased by its constructor.
  customElements.whenDefined(element.localName).then(() => {
    element.editWorkflowDefinition = id => location.assign(`/workflows/definitions/${encodeURIComponent(id)}/edit`);
    element.viewWorkflowInstance = id => location.assign(`/workflows/instances/${encodeURIComponent(id)}/view`);
  });

  document.querySelector('#blazor-error-ui a')?.addEventListener('click', () => location.reload());
})();
