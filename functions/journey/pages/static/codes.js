/* Codes to keep: what stands on the page is copied, saved or printed, without another request. */
const keep = /** @type {HTMLElement | null} */ (document.querySelector('[data-keep]'));
if (keep) {
  const codes = [...document.querySelectorAll('[data-codes] li')].map((line) => line.textContent);
  const text = `${keep.dataset.keep}\n\n${codes.join('\n')}\n`;
  const save = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    link.download = 'recovery-codes.txt';
    link.click();
  };
  keep.hidden = false;
  for (const button of keep.querySelectorAll('button')) {
    button.addEventListener('click', async () => {
      if (button.value === 'print') return print();
      if (button.value === 'download') return save();
      await navigator.clipboard.writeText(text);
      button.textContent = button.dataset.done ?? '';
    });
  }
}
