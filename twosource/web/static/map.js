// The map: our own outlines, no tiles, no other host. Hue says whose statement, texture the basis; words say both again.
"use strict";

(() => {
  const box = document.querySelector("#map");
  if (!(box instanceof HTMLElement) || !window.L || !box.dataset.places) return;
  const L = window.L;
  const SVG = "http://www.w3.org/2000/svg";
  const WIDEST_ZOOM = 9;
  const COUNTRY_METRES = 1_500_000;
  const POINT_METRES = 60_000;

  /** Hatching: one pattern a hue, made once; what is claimed is filled with it. */
  function patterns() {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("class", "patterns");
    svg.setAttribute("aria-hidden", "true");
    for (const hue of ["side-a", "side-b", "side-c", "third", "outlet", "unsaid"]) {
      const pattern = document.createElementNS(SVG, "pattern");
      for (const [name, value] of Object.entries({ id: `hatch-${hue}`, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" })) {
        pattern.setAttribute(name, String(value));
      }
      const line = document.createElementNS(SVG, "line");
      for (const [name, value] of Object.entries({ class: hue, x1: 0, y1: 0, x2: 0, y2: 7, "stroke-width": 3 })) {
        line.setAttribute(name, String(value));
      }
      pattern.append(line);
      svg.append(pattern);
    }
    document.body.append(svg);
  }

  /** What a place's voices say, as plain text in an element: text from reports is never markup. */
  function words(place) {
    const made = document.createElement("div");
    const name = document.createElement("b");
    name.textContent = place.name;
    made.append(name, ` (${place.precision})`);
    for (const says of place.says) {
      const line = document.createElement("div");
      line.textContent = `${says.icon} ${says.basis} by ${says.side}: ${says.speakers.join(", ")}`;
      made.append(line);
    }
    return made;
  }

  const order = ["no evidence", "not verified", "denied", "claimed", "assessed"];
  const grey = ["no evidence", "not verified"];

  /** Style of one voice's layer of a shape. */
  function style(says) {
    const basis = says.basis.replace(" ", "-");
    const hue = says.hue === "none" ? "unsaid" : says.hue;
    const options = { className: `shape ${basis} ${hue}`, fill: true, interactive: true };
    if (says.basis === "claimed") options.fillColor = `url(#hatch-${hue})`;
    if (says.basis === "denied" || grey.includes(says.basis)) options.fill = false;
    return options;
  }

  /** Name and signs at a point; of an area across its middle. */
  function pin(place, point) {
    const marks = place.says.map((says) => says.icon).join("");
    const icon = L.divIcon({ className: place.shape === "point" || place.shape === "circle" ? "pin" : "pin across", html: "<span></span>", iconSize: [0, 0] });
    const marker = L.marker(point, { icon, keyboard: false, title: place.name });
    marker.on("add", () => {
      const element = marker.getElement() && marker.getElement().firstElementChild;
      if (element) element.textContent = `${marks} ${place.name}`;
    });
    return marker;
  }

  function draw(map, outlines, places) {
    const land = L.geoJSON(outlines, { style: () => ({ className: "area" }), interactive: false }).addTo(map);
    const shown = L.featureGroup().addTo(map);
    const seen = L.latLngBounds([]);
    const named = new Set();
    for (const feature of places.features) {
      const place = feature.properties;
      const point = feature.geometry && [feature.geometry.coordinates[1], feature.geometry.coordinates[0]];
      const layers = [...place.says].sort((a, b) => order.indexOf(b.basis) - order.indexOf(a.basis));
      for (const says of layers) {
        let layer = null;
        if (place.shape === "country") {
          const own = outlines.features.filter((one) => one.properties.country === place.country);
          const drawn = style(says);
          drawn.className += " country";
          layer = L.geoJSON({ type: "FeatureCollection", features: own }, { style: () => drawn });
        } else if (place.shape === "region" || place.shape === "border") {
          const own = outlines.features.filter((one) => one.properties.code === place.area);
          const drawn = style(says);
          if (place.shape === "border") Object.assign(drawn, { fill: false, className: `${drawn.className} border` });
          layer = L.geoJSON({ type: "FeatureCollection", features: own }, { style: () => drawn });
        } else if (place.shape === "circle" && point) {
          layer = L.circle(point, { radius: place.radius_km * 1000, ...style(says) });
        } else if (place.shape === "point" && point) {
          layer = L.circleMarker(point, { radius: 5 + 4 * layers.indexOf(says), ...style(says) });
        }
        if (layer) layer.bindTooltip(words(place)).addTo(shown);
        // Of a country its middle and surroundings: islands at the other end of the world would leave nothing to see.
        if (layer) seen.extend(place.shape === "country" && point ? L.latLng(point).toBounds(COUNTRY_METRES) : layer.getBounds ? layer.getBounds() : L.latLng(point).toBounds(POINT_METRES));
      }
      if (point && place.shape !== "country" && !named.has(place.name)) pin(place, point).addTo(shown);
      named.add(place.name);
    }
    const bounds = seen.isValid() ? seen : land.getBounds();
    if (bounds.isValid()) map.fitBounds(bounds.pad(0.25), { maxZoom: WIDEST_ZOOM, animate: false });
    else map.setView([20, 0], 1);
    aside(map);
  }

  /** A name that the map's right edge would cut off stands to the left of its point. */
  function aside(map) {
    const edge = box.getBoundingClientRect();
    map.eachLayer((one) => {
      const element = one instanceof L.Marker && one.getElement();
      const name = element && element.firstElementChild;
      if (!name || element.classList.contains("across")) return;
      element.classList.remove("left");
      if (name.getBoundingClientRect().right <= edge.right) return;
      element.classList.add("left");
      if (name.getBoundingClientRect().left < edge.left) element.classList.remove("left");
    });
  }

  /** Layers of one publisher at a time, drawn under the places and named in words. */
  function layers(map) {
    const who = document.querySelector("#layer");
    const when = document.querySelector("#layer-day");
    const note = document.querySelector("[data-layer-note]");
    if (!(who instanceof HTMLSelectElement) || !(when instanceof HTMLSelectElement) || !note) return Promise.resolve();
    const drawn = { assessed: "assessed, drawn grey", claimed: "claimed, drawn hatched" };
    let shown = null;
    const show = async () => {
      if (shown) shown.remove();
      shown = null;
      note.textContent = "";
      when.disabled = !who.value;
      if (!who.value) return;
      const answer = await fetch(`/layers.json?${new URLSearchParams({ publisher: who.value, as_of: when.value })}`);
      const found = await answer.json();
      const styled = (feature) => {
        const claimed = feature.properties.status === "claimed";
        return { className: `layer ${feature.properties.status}`, ...(claimed ? { fillColor: "url(#hatch-unsaid)" } : {}) };
      };
      shown = L.geoJSON(found, { style: styled, interactive: false }).addTo(map).bringToBack();
      map.eachLayer((one) => { if (one.options && one.options.className === "area" && one.bringToBack) one.bringToBack(); });
      note.textContent = found.features.length ? found.features.map((one) => `${one.properties.kind}, ${drawn[one.properties.status] || one.properties.status}, ${new Date(one.properties.date).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" })}`).join("; ") : "nothing drawn for that day or an earlier one";
    };
    who.addEventListener("change", show);
    when.addEventListener("change", show);
    return show();
  }

  async function start() {
    const places = await (await fetch(box.dataset.places)).json();
    const countries = places.countries.join(",");
    let outlines = { type: "FeatureCollection", features: [], source: null };
    if (countries) {
      const answer = await fetch(`/boundaries.json?countries=${encodeURIComponent(countries)}`);
      if (answer.ok) outlines = await answer.json();
    }
    box.replaceChildren();
    const map = L.map(box, { attributionControl: false, zoomControl: true, scrollWheelZoom: false, zoomSnap: 0.25, fadeAnimation: false, zoomAnimation: false, worldCopyJump: true });
    map.setView([20, 0], 1);
    const source = outlines.source;
    L.control.attribution({ prefix: false }).addTo(map).addAttribution(source ? `Natural Earth; borders as seen by the ${source.viewpoint}` : "no outlines loaded");
    L.control.scale({ imperial: false }).addTo(map);
    patterns();
    draw(map, outlines, places);
    await layers(map);
    map.on("moveend", () => aside(map));
    box.dataset.ready = "true";
  }

  start().catch(() => { box.textContent = "The map could not be drawn; the places are listed below."; });
})();
