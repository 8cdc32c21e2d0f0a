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
    { selector: "node.individual", style: { width: 34, height: 34, "font-size": 12, "font-weight": 600 } },
    { selector: "node.household", style: { width: 28, height: 28, shape: "round-rectangle", "font-size": 11 } },
    { selector: "node.record", style: { width: 20, height: 20 } },
    { selector: "node.hub", style: { "background-opacity": 0.35 } },
    { selector: "node.centre", style: { "border-width": 4, "border-color": colour("ink") } },
    { selector: "edge", style: still },
    { selector: "edge[weight]", style: { "curve-style": "bezier", width: "mapData(weight, 0, 40, 1.5, 9)" } },
    { selector: 'edge[kind = "MATCHES"]', style: { "line-color": colour("individual") } },
    { selector: 'edge[kind = "SHARES_HOME"]', style: { "line-color": colour("household") } },
    { selector: "edge.refused", style: { "line-style": "dashed", "line-color": colour("against"), width: 2 } },
    { selector: ":selected", style: { "overlay-color": colour("accent"), "overlay-opacity": 0.25, "overlay-padding": 4 } },
  ];
}

function elements(graph) {
  const nodes = graph.nodes.map((node) => ({
    data: node,
    classes: [kindOf(node.kind), node.hub && "hub", node.id === graph.centre && "centre"].filter(Boolean),
  }));
  const edges = graph.edges.map(({ weight, ...edge }) => ({
    data: weight === null ? edge : { ...edge, weight },
    classes: edge.accepted === false ? ["refused"] : [],
  }));
  return [...nodes, ...edges];
}

function element(tag, text, attributes = {}) {
  return Object.assign(document.createElement(tag), { textContent: text }, attributes);
}

const signed = (bits) => (bits >= 0 ? "+" : "−") + Math.abs(bits).toFixed(1);

function describeEdge(edge) {
  const names = `${edge.source} – ${edge.target}`;
  if (edge.weight === undefined) return [element("p", `${edge.kind.replaceAll("_", " ").toLowerCase()}: ${names}`)];
  const verdict = edge.accepted === false ? `refused: ${edge.reason}` : edge.kind.replaceAll("_", " ").toLowerCase();
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
  if (pages[node.kind]) line.append(element("a", "Open", { href: `/${pages[node.kind]}/${node.id}` }));
  else line.append(element("code", node.id));
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

// The layout knows nothing of the canvas: a tall drawing is turned on its side where the canvas is wide.
function layDown(drawing) {
  const { w, h } = drawing.elements().boundingBox();
  if (h > w === drawing.height() > drawing.width()) return;
  drawing.nodes().positions((node) => ({ x: node.position("y"), y: node.position("x") }));
  drawing.fit(undefined, 20);
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
    layout: { name: "cose", animate: false, nodeDimensionsIncludeLabels: true, idealEdgeLength: () => 60, padding: 20 },
    minZoom: 0.2, maxZoom: 3,
  });
  layDown(drawing);
  drawing.on("tap", "node", ({ target }) => picked.replaceChildren(...describeNode(target.data())));
  drawing.on("tap", "edge", ({ target }) => picked.replaceChildren(...describeEdge(target.data())));
  legend(section.querySelector(".legend"), drawing);
  if (graph.truncated) picked.append(element("p", `Only the first ${graph.nodes.length} nodes are drawn.`));
  section.dataset.drawn = graph.nodes.length;
}

document.querySelectorAll("[data-graph]").forEach(draw);
