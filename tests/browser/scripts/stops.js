// Lists what Tab must reach, and notes what it does reach, with the ring that is drawn (an editor
// draws its own a moment later: tests of the workbench look at that one).
() => {
  const shown = (one) => {
    const style = getComputedStyle(one);
    return one.getClientRects().length > 0 && style.visibility !== "hidden";
  };
  const asked = "a[href], button, input, select, textarea, summary, [tabindex], [contenteditable=true]";
  const folded = (one) => {
    const fold = one.parentElement.closest("details:not([open])");
    return fold && !(one.tagName === "SUMMARY" && one.parentElement === fold && !fold.parentElement.closest("details:not([open])"));
  };
  const every = (root) =>
    [...root.querySelectorAll("*")].flatMap((one) => [
      ...(one.matches(asked) ? [one] : []),
      ...(one.shadowRoot ? every(one.shadowRoot) : []),
    ]);
  const stops = every(document).filter((one) => {
    if ((one.tabIndex < 0 && !one.isContentEditable) || one.disabled || one.type === "hidden" || folded(one) || !shown(one)) return false;
    if (one.type !== "radio" || !one.name) return true;
    const group = [...document.getElementsByName(one.name)];
    const standing = group.find((other) => other.checked) || group[0];
    return one === standing;
  });
  window.__stops = stops;
  window.__met = [];
  document.addEventListener("focusin", (event) => {
    const one = event.composedPath()[0];
    const style = getComputedStyle(one);
    const shape = one instanceof SVGElement && one.querySelector("rect, circle, path");
    const ring =
      one.isContentEditable ||
      (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) ||
      (shape && parseFloat(getComputedStyle(shape).strokeWidth) >= 3);
    const box = one.getBoundingClientRect();
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    window.__met.push({ at: stops.indexOf(one), html: one.outerHTML.slice(0, 120), ring: !!ring, inside });
  });
  return { count: stops.length, ordered: stops.every((one) => one.tabIndex <= 0) };
}
