// One press sends once: the button sleeps from the press until the page is shown again.
(() => {
  const buttons = (form) => form.querySelectorAll("button");
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post") return;
    // After the browser has read which button was pressed.
    setTimeout(() => buttons(event.target).forEach((button) => (button.disabled = true)), 0);
  });
  addEventListener("pageshow", () => {
    for (const form of document.forms) buttons(form).forEach((button) => (button.disabled = false));
  });
})();
