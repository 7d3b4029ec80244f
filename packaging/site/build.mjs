// Makes one site of every page of the documentation and the Javadoc:  node build.mjs APIDOCS OUT
//
// Pages keep their places. Links to pages lead to their HTML, links to classes into the Javadoc, and other files that a page names
// are copied. A link that leads nowhere, to a page, a heading or a file, ends the build.
import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Marked } from "marked";

const [apidocs, out] = process.argv.slice(2);
if (!out) {
  console.error("Usage: node build.mjs APIDOCS OUT");
  process.exit(2);
}
const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");
const pages = execFileSync("git", ["ls-files", "*.md"], { cwd: root, encoding: "utf8" }).trim().split("\n");
const faults = [];
const anchors = new Map();
const links = [];

const html = (page) => page.replace(/README\.md$/, "index.md").replace(/\.md$/, ".html");
const slug = (text) => text.toLowerCase().replace(/<[^>]*>/g, "").replace(/&[a-z]+;/g, "").replace(/[^\p{L}\p{N}\- ]/gu, "").replace(/ /g, "-");

/** Where a link of a page leads in the site. */
function lead(page, href) {
  if (/^(https?:|mailto:)/.test(href)) return href;
  const [path, hash] = href.split("#");
  let target = path === "" ? page : normalize(join(dirname(page), decodeURI(path))).replace(/\/$/, "");
  if (existsSync(join(root, target)) && statSync(join(root, target)).isDirectory() && pages.includes(join(target, "README.md"))) {
    target = join(target, "README.md");
  }
  const from = dirname(html(page));
  if (pages.includes(target)) {
    if (hash) links.push([page, target, hash]);
    return (relative(from, html(target)) || ".") + (hash ? "#" + hash : "");
  }
  const type = target.match(/src\/main\/java\/(.*)\.java$/);
  if (type && existsSync(join(apidocs, type[1] + ".html"))) return relative(from, join("apidocs", type[1] + ".html"));
  if (!existsSync(join(root, target))) {
    faults.push(`${page}: ${href} leads nowhere`);
    return href;
  }
  if (statSync(join(root, target)).isDirectory()) return null;
  mkdirSync(dirname(join(out, target)), { recursive: true });
  copyFileSync(join(root, target), join(out, target));
  return relative(from, target);
}

function render(page) {
  const seen = new Set();
  anchors.set(page, seen);
  let title = page;
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }) {
        const text = this.parser.parseInline(tokens);
        let id = slug(text);
        for (let i = 1; seen.has(id); i++) id = slug(text) + "-" + i;
        seen.add(id);
        if (depth === 1) title = text.replace(/<[^>]*>/g, "");
        return `<h${depth} id="${id}">${text}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        const text = this.parser.parseInline(tokens);
        const to = lead(page, href);
        return to === null ? text : `<a href="${to}">${text}</a>`;
      },
      image({ href, text }) {
        return `<img src="${lead(page, href)}" alt="${text}">`;
      },
      table(token) {
        const row = (cells, tag) => `<tr>${cells.map((c) => `<${tag}>${this.parser.parseInline(c.tokens)}</${tag}>`).join("")}</tr>`;
        return `<div class="wide" tabindex="0"><table><thead>${row(token.header, "th")}</thead><tbody>${token.rows.map((r) => row(r, "td")).join("\n")}</tbody></table></div>\n`;
      },
    },
  });
  const body = marked.parse(readFileSync(join(root, page), "utf8"));
  const up = (to) => relative(dirname(html(page)), to);
  const menu = [["Emotion4J", "index.html"], ["Start", "docs/getting-started.html"], ["Documentation", "docs/index.html"], ["Javadoc", "apidocs/index.html"], ["Questions", "docs/faq.html"], ["Changes", "CHANGES.html"]];
  const file = join(out, html(page));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title === "Emotion4J" ? title : title + " · Emotion4J"}</title>
<link rel="stylesheet" href="${up("site.css")}">
</head>
<body>
<nav aria-label="Site">${menu.map(([name, to]) => `<a href="${up(to)}"${to === html(page) ? ' aria-current="page"' : ""}>${name}</a>`).join("")}</nav>
<main>
${body}</main>
</body>
</html>
`);
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
cpSync(apidocs, join(out, "apidocs"), { recursive: true });
copyFileSync(join(here, "site.css"), join(out, "site.css"));
pages.forEach(render);
for (const [page, target, hash] of links) {
  if (!anchors.get(target).has(hash)) faults.push(`${page}: ${target} has no heading #${hash}`);
}
faults.forEach((fault) => console.error(fault));
console.log(`${pages.length} pages in ${out}`);
process.exit(faults.length ? 1 : 0);
