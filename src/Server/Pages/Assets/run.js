// What Studio's instance viewer has no button for: trying the faulted activities of the run again.
(() => {
  const id = document.querySelector('[data-instance-id]')?.dataset.instanceId;
  const user = document.querySelector('.ps-user');
  if (!id || !user) return;
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Retry faulted activities';
  button.hidden = true;
  button.className = 'ps-button small ps-action';
  user.before(button);

  button.addEventListener('click', async () => {
    button.disabled = true;
    const answer = await fetch('/elsa/api/alterations/workflows/retry', {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ workflowInstanceIds: [id], activityIds: null }),
    });
    const result = answer.ok ? (await answer.json()).results[0] : null;
    // The viewer opens no live connection for a run that had ended: a fresh page does.
    if (result?.isSuccessful) location.reload();
    else {
      button.textContent = result?.log.logEntries[0].message ?? 'The server refused';
      setTimeout(() => location.reload(), 4000);
    }
  });

  const look = async () => {
    const answer = await fetch(`/elsa/api/workflow-instances/${encodeURIComponent(id)}`);
    if (!answer.ok) return;
    const run = await answer.json();
    button.hidden = run.isExecuting || !(run.subStatus === 'Faulted' || (run.subStatus === 'Suspended' && run.incidentCount > 0));
    if (run.status !== 'Finished') setTimeout(look, 3000);
  };
  fetch('/api/me').then(a => a.json()).then(me => {
    if (me.permissions.some(p => ['*', 'exec:*', 'exec:workflow-definitions'].includes(p))) look();
  });
})();
