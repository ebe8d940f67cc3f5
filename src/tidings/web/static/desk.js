// What pages do besides being read: open a report beside, explain marked words, remember light or dark.
// Every link works without it.
(function () {
  "use strict";
  var beside = document.getElementById("beside");
  var box = document.getElementById("note");
  var said = document.getElementById("said");
  var from = null;

  // Light or dark
  var root = document.documentElement;
  var toggle = document.getElementById("theme");
  function isDark() {
    var chosen = root.getAttribute("data-theme");
    return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }
  if (toggle) {
    toggle.hidden = false;
    toggle.setAttribute("aria-pressed", String(isDark()));
    toggle.addEventListener("click", function () {
      var next = isDark() ? "light" : "dark";
      root.setAttribute("data-theme", next);
      toggle.setAttribute("aria-pressed", String(next === "dark"));
      document.cookie = "tidings-theme=" + next + "; path=/; max-age=31536000; samesite=strict";
    });
  }

  // On a narrow screen the page that is open stands in sight among the others
  document.querySelectorAll(".tabs [aria-current], .bar nav [aria-current]").forEach(function (here) {
    var row = here.closest("nav");
    row.scrollLeft = here.offsetLeft - row.offsetLeft - 20;
  });

  // Beside the page
  function openBeside() {
    var close = document.createElement("button");
    close.type = "button";
    close.className = "button quiet small-button close";
    close.textContent = "Close";
    close.addEventListener("click", closeBeside);
    beside.insertBefore(close, beside.firstChild);
    beside.hidden = false;
    beside.classList.toggle("wide", Boolean(beside.querySelector(".passages")));
    document.body.setAttribute("data-beside", "");
    var head = beside.querySelector("h2");
    beside.scrollTop = 0;
    var words = beside.querySelector("#hit-1");
    if (words) {
      words.scrollIntoView({ block: "center", behavior: "auto" });
    }
    if (head) {
      head.setAttribute("tabindex", "-1");
      head.focus({ preventScroll: true });
      beside.setAttribute("aria-label", head.textContent.trim().slice(0, 120));
    }
  }
  function closeBeside() {
    beside.hidden = true;
    beside.textContent = "";
    document.body.removeAttribute("data-beside");
    if (from && document.contains(from)) {
      from.focus({ preventScroll: true });
    }
    from = null;
  }
  document.addEventListener("htmx:beforeRequest", function (event) {
    if (event.detail.target === beside) {
      from = event.detail.elt;
      said.textContent = "Opening";
    }
  });
  document.addEventListener("htmx:afterSwap", function (event) {
    if (event.detail.target === beside) {
      said.textContent = "";
      openBeside();
    }
  });
  document.addEventListener("htmx:sendError", function () {
    said.textContent = "The desk does not answer. Is it still running?";
    said.classList.remove("hidden");
    said.className = "problem";
  });
  // Links that open beside still open in a new tab, where that is asked for
  document.addEventListener("htmx:confirm", function (event) {
    var cause = event.detail.triggeringEvent;
    if (cause && (cause.ctrlKey || cause.metaKey || cause.shiftKey)) {
      event.preventDefault();
      if (event.detail.elt.href) {
        window.open(event.detail.elt.href, "_blank", "noopener");
      }
    }
  });
  document.addEventListener("click", function (event) {
    if (!beside.hidden && !beside.contains(event.target) && !event.target.closest("[hx-target='#beside']")) {
      event.preventDefault();
      closeBeside();
    }
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      if (!box.hidden) {
        box.hidden = true;
      } else if (!beside.hidden) {
        closeBeside();
      }
    }
    if (event.key === "Tab" && !beside.hidden) {
      var stops = beside.querySelectorAll("a[href], button, summary, [tabindex='0']");
      var first = stops[0];
      var last = stops[stops.length - 1];
      var here = document.activeElement;
      if (event.shiftKey && (here === first || !beside.contains(here) || here.tagName === "H2")) {
        event.preventDefault();
        last.focus();
      } else if (!event.shiftKey && (here === last || !beside.contains(here))) {
        event.preventDefault();
        first.focus();
      }
    }
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !/^(input|textarea|select)$/i.test(event.target.tagName)) {
      event.preventDefault();
      document.getElementById("find").focus();
    }
  });

  // Explanations of marked words: the note in the list, shown where the words are
  function explain(word) {
    var note = document.getElementById(word.getAttribute("aria-describedby"));
    if (!note) {
      return;
    }
    box.textContent = "";
    Array.prototype.forEach.call(note.childNodes, function (part) {
      box.appendChild(part.cloneNode(true));
    });
    box.hidden = false;
    var at = word.getClientRects()[0];
    var width = box.offsetWidth;
    var left = Math.max(8, Math.min(at.left, root.clientWidth - width - 8));
    var above = at.top - box.offsetHeight - 8;
    box.style.left = left + window.scrollX + "px";
    box.style.top = (above > 60 ? above : at.bottom + 8) + window.scrollY + "px";
    document.querySelectorAll(".lit").forEach(function (lit) { lit.classList.remove("lit"); });
    document.querySelectorAll("[aria-describedby='" + note.id + "'], [data-of~='" + note.id + "']").forEach(function (piece) { piece.classList.add("lit"); });
  }
  function unexplain() {
    box.hidden = true;
    document.querySelectorAll(".lit").forEach(function (lit) { lit.classList.remove("lit"); });
  }
  ["mouseover", "focusin"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      var word = event.target.closest ? event.target.closest("a.n") : null;
      if (word) {
        explain(word);
      } else if (kind === "focusin") {
        unexplain();
      }
    });
  });
  document.addEventListener("mouseout", function (event) {
    if (event.target.closest && event.target.closest("a.n")) {
      unexplain();
    }
  });

  // Layers of a report's page
  var layers = document.getElementById("layers");
  if (layers) {
    layers.hidden = false;
    layers.addEventListener("change", function (event) {
      var text = document.getElementById("report-text");
      var layer = event.target.value;
      text.classList.toggle("off-" + layer, !event.target.checked);
      var of = { actor: ".n.actor", place: ".n.place", time: ".n.time", event: ".n.trigger", said: ".n.cue, .n.speaker" };
      text.querySelectorAll(of[layer]).forEach(function (word) {
        if (event.target.checked) { word.removeAttribute("tabindex"); } else { word.setAttribute("tabindex", "-1"); }
      });
    });
  }

  // Facets take the whole of a narrow screen: there they open when they are wanted
  function foldFacets() {
    if (matchMedia("(max-width: 960px)").matches) {
      document.querySelectorAll(".facet-fold").forEach(function (part) { part.open = Boolean(part.querySelector("input:checked")); });
    }
  }
  foldFacets();
  document.addEventListener("htmx:afterSettle", foldFacets);

  // Files dropped on the page for adding
  var drop = document.getElementById("drop");
  if (drop) {
    var field = drop.querySelector("input[type=file]");
    ["dragenter", "dragover"].forEach(function (kind) {
      drop.addEventListener(kind, function (event) { event.preventDefault(); drop.classList.add("over"); });
    });
    ["dragleave", "drop"].forEach(function (kind) {
      drop.addEventListener(kind, function (event) { event.preventDefault(); drop.classList.remove("over"); });
    });
    drop.addEventListener("drop", function (event) {
      field.files = event.dataTransfer.files;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
    field.addEventListener("change", function () {
      var names = Array.prototype.map.call(field.files, function (file) { return file.name; });
      drop.querySelector("output").textContent = names.length ? names.slice(0, 5).join(", ") + (names.length > 5 ? " and " + (names.length - 5) + " more" : "") : "";
    });
  }
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (part) { part.open = true; });
  });
})();
