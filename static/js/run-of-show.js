// Arrow keys and the buttons of a presenter lead through the programme; the links do the same without this file.
document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const forward = ["ArrowRight", "ArrowDown", "PageDown", " "].includes(event.key);
  const back = ["ArrowLeft", "ArrowUp", "PageUp"].includes(event.key);
  if (!forward && !back) return;
  const link = document.querySelector(forward ? 'a[rel="next"]' : 'a[rel="prev"]');
  if (!link) return;
  event.preventDefault();
  link.click();
});
