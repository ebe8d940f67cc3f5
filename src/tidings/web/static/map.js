// Events on a map: where they are, and with a slider, when. The list beside it says the same in words.
(function () {
  "use strict";
  var figure = document.querySelector("figure.map");
  if (!figure || !window.d3 || !window.topojson) {
    return;
  }
  var width = figure.classList.contains("small-map") ? 560 : 1000;
  var height = figure.classList.contains("small-map") ? 340 : 500;
  var words = figure.getAttribute("data-label") || "Map of events";
  var scale = 1;

  function start(points) {
    d3.json(figure.getAttribute("data-land")).then(function (world) {
      draw(points, world);
    }).catch(function () {
      figure.textContent = "The outlines of countries could not be loaded. Load the page again; the list says the same.";
    });
  }

  function draw(points, world) {
    figure.textContent = "";
    var projection = d3.geoNaturalEarth1();
    var unit = Math.max(1, 0.75 * width / (figure.clientWidth || width)); // on a phone the picture shrinks, its marks less
    var bounds = { type: "MultiPoint", coordinates: points.map(function (p) { return [p.lon, p.lat]; }) };
    var margin = 46;
    projection.fitExtent([[2, 2], [width - 2, height - 2]], { type: "Sphere" });
    var whole = projection.scale();
    if (points.length) {
      projection.fitExtent([[margin, margin], [width - margin, height - margin]], bounds);
      var most = whole * 9;
      if (!isFinite(projection.scale()) || projection.scale() > most) {
        var middle = d3.geoCentroid(bounds);
        projection.scale(most).translate([width / 2, height / 2]);
        var at = projection(middle);
        projection.translate([width - at[0], height - at[1]]);
      }
      if (projection.scale() < whole) {
        projection.fitExtent([[2, 2], [width - 2, height - 2]], { type: "Sphere" });
      }
    }
    var path = d3.geoPath(projection);
    var svg = d3.select(figure).append("svg").attr("viewBox", "0 0 " + width + " " + height).attr("role", "group").attr("aria-label", words);
    var layer = svg.append("g");
    layer.selectAll("path").data(topojson.feature(world, world.objects.countries).features).join("path").attr("class", "land").attr("d", path);
    var marks = layer.append("g");
    var zoom = d3.zoom().scaleExtent([0.4, 24]).filter(function (event) {
      return event.type !== "wheel" || event.ctrlKey || event.metaKey;
    }).on("zoom", function (event) {
      scale = event.transform.k;
      layer.attr("transform", event.transform);
      marks.selectAll("circle").attr("r", function (d) { return radius(d) / scale; });
    });
    svg.call(zoom);
    var buttons = d3.select(figure).append("div").attr("class", "map-zoom");
    [["+", "Closer", 1.7], ["−", "Further away", 1 / 1.7]].forEach(function (b) {
      buttons.append("button").attr("type", "button").attr("aria-label", b[1]).attr("title", b[1]).text(b[0]).on("click", function () {
        zoom.scaleBy(svg, b[2]);
      });
    });
    function radius(place) {
      return (4.5 + 3.2 * Math.sqrt(place.shown.length)) * unit;
    }
    function kind(place) {
      var good = place.shown.some(function (e) { return e.tone === "cooperation"; });
      var bad = place.shown.some(function (e) { return e.tone === "conflict"; });
      return good && bad ? "mixed" : bad ? "conflict" : good ? "cooperation" : "";
    }
    function update(first, last) {
      var shown = points.map(function (p) {
        return Object.assign({}, p, { shown: p.events.filter(function (e) {
          return !first || (e.earliest && e.earliest <= last && (e.latest || e.earliest) >= first);
        }) });
      }).filter(function (p) { return p.shown.length; });
      shown.sort(function (a, b) { return b.shown.length - a.shown.length; });
      var links = marks.selectAll("a").data(shown, function (p) { return p.lat + " " + p.lon; }).join(function (enter) {
        var link = enter.append("a");
        link.append("circle");
        link.append("title");
        return link;
      });
      links.attr("href", function (p) { return p.href || p.shown[0].href; }).attr("aria-label", told);
      links.select("circle").attr("class", function (p) { return "point " + kind(p); }).attr("cx", function (p) { return projection([p.lon, p.lat])[0]; })
        .attr("cy", function (p) { return projection([p.lon, p.lat])[1]; }).attr("r", function (p) { return radius(p) / scale; });
      links.select("title").text(told);
      return shown;
    }
    function told(place) {
      var lines = place.shown.slice(0, 6).map(function (e) { return e.when + ": " + e.summary + " (" + e.status + ")"; });
      var more = place.shown.length > 6 ? "\nand " + (place.shown.length - 6) + " more" : "";
      return place.name + "\n" + lines.join("\n") + more;
    }
    update();
    slide(update);
  }

  // The slider counts days; its window is the stretch of days that is shown at once
  function slide(update) {
    var form = document.getElementById("slider");
    if (!form) {
      return;
    }
    form.hidden = false;
    var range = form.querySelector("input[type=range]");
    var span = form.querySelector("select");
    var out = form.querySelector("output");
    var play = form.querySelector("button");
    var from = new Date(form.getAttribute("data-first") + "T00:00:00Z");
    var list = document.getElementById("places");
    var timer = null;
    function iso(days) {
      return new Date(from.getTime() + days * 86400000).toISOString().slice(0, 10);
    }
    function shownDay(text) {
      return new Date(text + "T00:00:00Z").toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
    }
    function show() {
      var days = span.value === "all" ? 0 : Number(span.value);
      range.disabled = !days;
      play.disabled = !days;
      var first = days ? iso(Number(range.value)) : null;
      var last = days ? iso(Number(range.value) + days - 1) : null;
      var places = update(first, last);
      var events = places.reduce(function (sum, p) { return sum + p.shown.length; }, 0);
      out.textContent = (days ? shownDay(first) + (days > 1 ? " to " + shownDay(last) : "") : "all days") + ": " + events + (events === 1 ? " event" : " events");
      range.setAttribute("aria-valuetext", out.textContent);
      if (list) {
        var inside = {};
        places.forEach(function (p) { p.shown.forEach(function (e) { inside[e.id] = true; }); });
        list.querySelectorAll("[data-event]").forEach(function (item) { item.hidden = Boolean(days) && !inside[item.getAttribute("data-event")]; });
        list.querySelectorAll("[data-place]").forEach(function (item) { item.hidden = !item.querySelector("[data-event]:not([hidden])"); });
      }
    }
    function stop() {
      clearInterval(timer);
      timer = null;
      play.textContent = "Play";
    }
    range.addEventListener("input", show);
    span.addEventListener("change", function () { stop(); show(); });
    play.addEventListener("click", function () {
      if (timer) {
        stop();
        return;
      }
      if (Number(range.value) >= Number(range.max)) {
        range.value = range.min;
      }
      play.textContent = "Stop";
      timer = setInterval(function () {
        if (Number(range.value) >= Number(range.max)) {
          stop();
          return;
        }
        range.value = Number(range.value) + 1;
        show();
      }, 350);
    });
    show();
  }

  var inline = figure.getAttribute("data-points");
  if (inline) {
    start(JSON.parse(inline));
  } else {
    d3.json(figure.getAttribute("data-source")).then(function (answer) { start(answer.places); }).catch(function () {
      figure.textContent = "The events could not be loaded. Load the page again; the list says the same.";
    });
  }
})();
