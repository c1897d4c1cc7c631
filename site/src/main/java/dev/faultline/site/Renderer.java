package dev.faultline.site;

import java.util.List;
import java.util.Map;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.renderer.html.AttributeProvider;
import org.commonmark.renderer.html.HtmlRenderer;

/** Pages as HTML, with ids for headings, links of the site, and tables that scroll. */
final class Renderer {
  private final References references;

  Renderer(References references) {
    this.references = references;
  }

  String render(Page page) {
    return HtmlRenderer.builder()
        .extensions(List.of(TablesExtension.create()))
        .attributeProviderFactory(context -> new Attributes(page))
        .escapeHtml(true)
        .build()
        .render(page.document());
  }

  private final class Attributes implements AttributeProvider {
    private final Page page;
    private final Anchors anchors = new Anchors();

    Attributes(Page page) {
      this.page = page;
    }

    @Override
    public void setAttributes(Node node, String tag, Map<String, String> attributes) {
      switch (node) {
        case Heading heading -> {
          if (heading.getParent() == page.document()) {
            attributes.put("id", anchors.next(Text.of(heading)));
          }
        }
        case Link link -> attributes.put("href", references.resolve(page, link.getDestination()));
        case Image image -> attributes.put("src", references.resolve(page, image.getDestination()));
        case TableBlock table -> attributes.put("tabindex", "0");
        default -> {
          // As it is.
        }
      }
    }
  }
}
