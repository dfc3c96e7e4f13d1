import { describe, expect, it } from "vitest";
import { landingPage } from "../../../components/consoles/landing-page";

describe("the landing page", () => {
  it("has a link for each thing, and no section without one", () => {
    const page = landingPage({
      title: "Platform of example.com",
      sections: [
        {
          title: "Consoles",
          links: [{ title: "Grafana", what: "Dashboards", address: "https://grafana.example.com" }],
        },
        { title: "Published in dev", links: [] },
      ],
    });
    expect(page.match(/<h2>.*<\/h2>|<li>.*<\/li>/g)).toEqual([
      "<h2>Consoles</h2>",
      '<li><a href="https://grafana.example.com"><strong>Grafana</strong>Dashboards</a></li>',
    ]);
  });

  it("shows text as text, runs nothing, and loads nothing", () => {
    const page = landingPage({
      title: `<script>"a" & 'b'</script>`,
      sections: [{ title: "<i>", links: [{ title: "<b>", what: "&", address: 'https://a.example.com/"' }] }],
    });
    expect(page).toContain("<h1>&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt;</h1>");
    expect(page).toContain('<a href="https://a.example.com/&quot;"><strong>&lt;b&gt;</strong>&amp;</a>');
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toContain("<script");
  });
});
