// Buttons that copy the text of an element: <button data-copies="its id" hidden>, with a
// [role=status] after it. They show themselves, so there is none where scripts do not run.
"use strict";

function selectAndCopy(element) {
  // where the clipboard is closed to scripts: a site without TLS
  const selection = getSelection();
  selection.selectAllChildren(element);
  return document.execCommand("copy");
}

async function copy(element) {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(element.textContent);
      return true;
    } catch (refused) {
      return selectAndCopy(element);
    }
  }
  return selectAndCopy(element);
}

for (const button of document.querySelectorAll("button[data-copies][hidden]")) {
  const status = button.nextElementSibling;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const done = await copy(document.getElementById(button.dataset.copies));
    status.textContent = done ? button.dataset.copied : button.dataset.failed;
  });
}
