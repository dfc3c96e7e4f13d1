/** A link of the landing page. */
export interface Link {
  title: string;
  /** What is there, in a few words. */
  what: string;
  address: string;
}

/** What the landing page shows. */
export interface LandingPage {
  /** Whose it is, such as the domain. */
  title: string;
  sections: { title: string; links: Link[] }[];
}

/** The page, without scripts, and without anything from elsewhere. Sections without a link are left out. */
export function landingPage({ title, sections }: LandingPage): string {
  const parts = sections.filter(({ links }) => links.length > 0).map(section);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(title)}</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(16rem, 1fr)); gap: 1rem; list-style: none; padding: 0; }
a { display: block; height: 100%; box-sizing: border-box; padding: 1rem; border: 1px solid #8888; border-radius: 0.5rem; color: inherit; text-decoration: none; }
a:hover, a:focus { border-color: currentcolor; }
strong { display: block; }
:root { color-scheme: light dark; }
</style>
</head>
<body>
<h1>${text(title)}</h1>
${parts.join("\n")}
</body>
</html>
`;
}

function section({ title, links }: LandingPage["sections"][number]): string {
  const items = links.map(
    ({ title: name, what, address }) =>
      `<li><a href="${text(address)}"><strong>${text(name)}</strong>${text(what)}</a></li>`,
  );
  return `<h2>${text(title)}</h2>\n<ul>\n${items.join("\n")}\n</ul>`;
}

function text(raw: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return raw.replace(/[&<>"']/g, (sign) => entities[sign]!);
}
