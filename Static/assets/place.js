// 贴好了: sends where the phone is, if it is allowed to and knows within a few seconds; else it is sent without.
(() => {
  const patience = 5000;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    if (!form.matches("[data-place]") || !button?.matches("[data-asks-place]") || !navigator.geolocation) return;
    if (form.dataset.asked) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    form.dataset.asked = "yes";
    const send = () => form.requestSubmit(button);
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      form.elements.lat.value = coords.latitude.toFixed(5);
      form.elements.lon.value = coords.longitude.toFixed(5);
      send();
    }, send, { enableHighAccuracy: true, timeout: patience, maximumAge: 60000 });
  }, true);
})();
