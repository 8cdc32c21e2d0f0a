// Draws every [data-graph] section: fetches nodes and edges, lays them out, explains what is clicked.

const KINDS = [
  { name: "individual", text: "People", labels: ["Individual"] },
  { name: "household", text: "Household", labels: ["Household"] },
  { name: "record", text: "Records", labels: ["Customer"] },
  { name: "contact", text: "Contacts and IDs", labels: ["Email", "Phone", "Address", "ExternalId"] },
  { name: "device", text: "Cookies and devices", labels: ["Cookie", "Device"] },
];
const kindOf = (label) => KINDS.find((kind) => kind.labels.includes(label))?.name ?? "contact";
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

function style() {
  const still = { "curve-style": "straight", "line-color": colour("edge"), width: 1 };
  return [
    {
      selector: "node",
      style: {
        label: "data(name)", color: colour("ink"), "font-size": 9, "text-valign": "bottom", "text-margin-y": 3,
        "text-max-width": 90, "text-wrap": "ellipsis", width: 14, height: 14, "min-zoomed-font-size": 6,
      },
    },
    ...KINDS.map(({ name }) => ({ selector: `node.${name}`, style: { "background-color": colour(name) } })),
    { selector: "node.individual", style: { width: 34, height: 34, "font-size": 12, "font-weight": 600, "text-max-width": 140 } },
    { selector: "node.household", style: { width: 28, height: 28, shape: "round-rectangle", "font-size": 11 } },
    { selector: "node.record", style: { width: 20, height: 20 } },
    { selector: "node.hub", style: { "background-opacity": 0.35 } },
    { selector: "node.centre", style: { "border-width": 4, "border-color": colour("ink") } },
    { selector: "edge", style: still },
    { selector: "edge[weight]", style: { "curve-style": "bezier", "z-index": 1, width: "mapData(weight, 0, 40, 1.5, 9)" } },
    { selector: 'edge[kind = "MATCHES"]', style: { "line-color": colour("individual") } },
    { selector: 'edge[kind = "SHARES_HOME"]', style: { "line-color": colour("household") } },
    { selector: "edge.refused", style: { "line-style": "dashed", "line-color": colour("against"), width: 2 } },
    { selector: ":selected", style: { "overlay-color": colour("accent"), "overlay-opacity": 0.25, "overlay-padding": 4 } },
  ];
}

function elements(graph) {
  // On a circle to begin with, not at random: the same graph is drawn the same way each time.
  const angle = (2 * Math.PI) / graph.nodes.length;
  const nodes = graph.nodes.map((node, place) => ({
    data: node,
    position: { x: 300 * Math.cos(place * angle), y: 300 * Math.sin(place * angle) },
    classes: [kindOf(node.kind), node.hub && "hub", node.id === graph.centre && "centre"].filter(Boolean),
  }));
  const edges = graph.edges.map(({ weight, ...edge }) => ({
    data: weight === null ? edge : { ...edge, weight },
    // What is only guessed: a suggestion, or a cookie's membership that has a probability.
    classes: edge.accepted === false || (edge.kind !== "MATCHES" && edge.kind !== "SHARES_HOME" && edge.probability !== null) ? ["refused"] : [],
  }));
  return [...nodes, ...edges];
}

function element(tag, text, attributes = {}) {
  return Object.assign(document.createElement(tag), { textContent: text }, attributes);
}

const signed = (bits) => (bits >= 0 ? "+" : "−") + Math.abs(bits).toFixed(1);

function describeEdge(edge) {
  const names = [edge.source, edge.target].map((id) => id.replace("record ", "")).join(" – ");
  if (edge.weight === undefined) return [element("p", `${edge.kind.replaceAll("_", " ").toLowerCase()}: ${names}`)];
  const verdict = edge.reason === "suggestion" ? "a guess" : edge.accepted === false ? `refused: ${edge.reason}` : edge.kind.replaceAll("_", " ").toLowerCase();
  const list = element("ul", "", { className: "evidence" });
  for (const { comparison, level, bits } of edge.evidence) {
    const line = element("li", "");
    line.append(
      element("span", comparison.replaceAll("_", " ")),
      element("span", level.replaceAll("_", " "), { className: "quiet" }),
      element("span", ""),
      element("b", signed(bits), { className: bits < 0 ? "against" : "for" }),
    );
    list.append(line);
  }
  return [element("p", `${names}: ${signed(edge.weight)} bits, ${verdict}`), list];
}

function describeNode(node) {
  const line = element("p", `${node.kind}: ${node.name ?? ""} `);
  if (node.hub) line.append("(a hub: too many share it to be evidence) ");
  const pages = { Individual: "individuals", Household: "households" };
  if (pages[node.kind]) line.append(element("a", "Open", { href: `/${pages[node.kind]}/${node.key}` }));
  else line.append(element("code", node.key));
  return [line];
}

function legend(fieldset, drawing) {
  for (const { name, text } of KINDS) {
    const nodes = drawing.nodes(`.${name}`);
    if (nodes.empty()) continue;
    const label = element("label", "");
    const box = element("input", "", { type: "checkbox", checked: true });
    box.addEventListener("change", () => nodes.style("display", box.checked ? "element" : "none"));
    label.append(box, element("i", "", { className: name }), `${text} (${nodes.length})`);
    fieldset.append(label);
  }
}

// The layout knows nothing of the canvas: turn a tall drawing on its side where the canvas is wide, and move nodes
// together until they fit at their own size, so that names stay readable.
function settle(drawing) {
  const { w, h } = drawing.elements().boundingBox();
  const turned = h > w !== drawing.height() > drawing.width();
  const [across, down] = turned ? [h, w] : [w, h];
  const [byX, byY] = [drawing.width() / across, drawing.height() / down].map((room) => Math.min(1, room));
  drawing.nodes().positions((node) => {
    const { x, y } = node.position();
    return turned ? { x: y * byX, y: x * byY } : { x: x * byX, y: y * byY };
  });
  drawing.fit(undefined, 12);
}

async function draw(section) {
  const picked = section.querySelector(".picked");
  const answer = await fetch(section.dataset.graph);
  if (!answer.ok) {
    picked.replaceChildren(element("p", "The graph could not be read. Reload to try again."));
    return;
  }
  const graph = await answer.json();
  const drawing = cytoscape({
    container: section.querySelector(".canvas"),
    elements: elements(graph),
    style: style(),
    layout: { name: "cose", animate: false, randomize: false, nodeDimensionsIncludeLabels: true, idealEdgeLength: () => 60, padding: 20 },
    minZoom: 0.2, maxZoom: 3,
  });
  settle(drawing);
  drawing.on("tap", "node", ({ target }) => picked.replaceChildren(...describeNode(target.data())));
  drawing.on("tap", "edge", ({ target }) => picked.replaceChildren(...describeEdge(target.data())));
  legend(section.querySelector(".legend"), drawing);
  if (graph.truncated) picked.append(element("p", `Only the first ${graph.nodes.length} nodes are drawn.`));
  section.dataset.drawn = graph.nodes.length;
}

document.querySelectorAll("[data-graph]").forEach(draw);
