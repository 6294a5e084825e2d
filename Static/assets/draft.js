// Keeps what is being typed until it was received, under the draft's id. If the browser keeps nothing, nothing happens.
(() => {
  const key = (id) => "mashang-draft-" + id;
  try {
    const received = document.querySelector("[data-received]");
    if (received) return sessionStorage.removeItem(key(received.dataset.received));

    const field = document.querySelector("textarea[data-draft]");
    if (!field) return;
    const place = key(field.dataset.draft);
    if (!field.value) field.value = sessionStorage.getItem(place) ?? "";
    field.addEventListener("input", () => {
      try {
        sessionStorage.setItem(place, field.value);
      } catch {
        // Full or forbidden: the text is still in the field.
      }
    });
  } catch {
    // No storage in this browser.
  }
})();
