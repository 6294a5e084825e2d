// Keeps [data-live] up to date: every message of the stream re-fetches this page and swaps the region.
// Without scripts the page is the same, only a moment older.
(() => {
  const region = document.querySelector("[data-live]");
  const status = document.querySelector("[data-live-status]");
  if (!region || !region.dataset.stream || !window.EventSource) return;

  const say = (text, isLost) => {
    if (!status) return;
    if (status.textContent !== text) status.textContent = text;
    status.classList.toggle("is-lost", isLost);
  };

  // Nobody's half-written words or focus may vanish under their hands.
  const isBusy = () => region.querySelector("details[open], textarea:focus, select:focus") !== null;

  let isFetching = false;
  let isStale = false;
  async function refresh() {
    isStale = true;
    if (isFetching || isBusy()) return;
    isFetching = true;
    isStale = false;
    try {
      const answer = await fetch(location.href, { credentials: "same-origin", headers: { accept: "text/html" } });
      if (answer.redirected) return location.assign(answer.url);
      if (!answer.ok) throw new Error(String(answer.status));
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-live]");
      if (fresh && !isBusy()) swap(fresh);
    } catch {
      // The stream says when the server is back; until then the page stays as it is.
    } finally {
      isFetching = false;
      if (isStale) setTimeout(refresh, 300);
    }
  }

  function swap(fresh) {
    const focused = region.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    region.replaceChildren(...fresh.childNodes);
    if (!focused) return;
    for (const link of region.querySelectorAll("a[href]")) {
      if (link.getAttribute("href") === focused) return link.focus({ preventScroll: true });
    }
  }

  let stream;
  let wasLost = false;
  function connect() {
    stream = new EventSource(region.dataset.stream);
    stream.addEventListener("open", () => {
      say(region.dataset.connected, false);
      if (wasLost) refresh();
      wasLost = false;
    });
    stream.addEventListener("error", () => {
      wasLost = true;
      say(region.dataset.lost, true);
      // A refused stream does not come back by itself.
      if (stream.readyState === EventSource.CLOSED) setTimeout(connect, 10_000);
    });
    for (const name of ["message", "change"]) stream.addEventListener(name, refresh);
  }

  connect();
  region.addEventListener("focusout", () => setTimeout(() => isStale && refresh(), 0));
  region.addEventListener("toggle", () => isStale && refresh(), true);
  // Time left is part of the page, so it may not grow old on a quiet day.
  setInterval(refresh, 60_000);
  addEventListener("pagehide", () => stream.close());
  addEventListener("pageshow", (event) => event.persisted && connect());
})();
