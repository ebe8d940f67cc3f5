// Only a convenience: without it, quotes still open their report. Escape closes it and the focus returns to the quote.
(function () {
  var from = null;
  function close() {
    location.hash = "closed";
    if (from) from.focus({ preventScroll: true });
  }
  document.addEventListener("click", function (event) {
    var link = event.target.closest ? event.target.closest("a") : null;
    if (!link) {
      var open = document.querySelector(".report:target, .report:has(:target)");
      if (open && !open.contains(event.target)) close();
      return;
    }
    if (link.classList.contains("close")) {
      event.preventDefault();
      close();
    } else if (link.classList.contains("open")) {
      from = link;
    }
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && document.querySelector(".report:target, .report:has(:target)")) close();
  });
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (part) { part.open = true; });
  });
})();
