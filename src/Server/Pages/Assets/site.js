// What every page of ours does: times in the reader's own zone, and a user menu that closes.
(() => {
  const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
  // A log's lines are closer together than a second.
  const precise = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hourCycle: 'h23' });
  for (const time of document.querySelectorAll('time[datetime]')) {
    time.title = time.textContent;
    time.textContent = (time.dataset.precise === undefined ? format : precise).format(new Date(time.dateTime));
  }
  const menu = document.querySelector('.ps-user');
  document.addEventListener('click', event => { if (menu && !menu.contains(event.target)) menu.open = false; });
  document.addEventListener('keydown', event => { if (menu && event.key === 'Escape') menu.open = false; });
})();
