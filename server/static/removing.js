// Removes the saved query of the page, for who has a token: <form data-removes="its address" hidden>
// with a field for the token and a [role=status]. It shows itself, so there is none where scripts
// do not run. A token is sent and kept nowhere.
"use strict";

async function remove(address, token) {
  const headers = { Authorization: `Bearer ${token}`, Accept: "application/problem+json" };
  try {
    const response = await fetch(address, { method: "DELETE", headers });
    return response.ok ? { done: true } : { problem: await response.json() };
  } catch (unreachable) {
    return {};
  }
}

for (const form of document.querySelectorAll("form[data-removes][hidden]")) {
  const said = form.querySelector("[role=status]");
  const button = form.querySelector("button");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    said.textContent = form.dataset.removing;
    const { done, problem } = await remove(form.dataset.removes, form.elements.token.value);
    if (done) {
      const link = document.createElement("a");
      link.href = form.dataset.next;
      link.textContent = form.dataset.nextWords;
      said.replaceChildren(`${form.dataset.removed} `, link);
      return;
    }
    button.disabled = false;
    const words = problem && (document.documentElement.lang === "en" ? problem.detail_en : problem.detail);
    said.textContent = words || form.dataset.failed;
  });
}
