() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const addresses = (selector, name) => all(selector).map((one) => one[name].toString());
  const skip = all("a[href^='#']")[0];
  return {
    lang: document.documentElement.lang,
    title: document.title,
    headings: all("h1").map((one) => one.innerText.trim()),
    levels: all("h1, h2, h3, h4, h5, h6").map((one) => Number(one.tagName[1])),
    landmarks: ["body > header", "main", "body > footer", "header nav[aria-label]"].map((one) => all(one).length),
    skip: skip && { focusable: all("a, button, input")[0] === skip, target: skip.hash },
    viewport: (all("meta[name=viewport]")[0] || {}).content,
    fetched: [
      ...addresses("script[src], img[src], iframe[src], audio[src], video[src], source[src], embed[src]", "src"),
      ...addresses("link[rel~=stylesheet], link[rel~=icon], link[rel~=preload], link[rel~=modulepreload], link[rel~=preconnect], link[rel~=dns-prefetch]", "href"),
      ...all("form").map((one) => one.getAttribute("action") ? new URL(one.getAttribute("action"), location).toString() : location.toString()),
    ],
    width: document.documentElement.scrollWidth,
  };
}
