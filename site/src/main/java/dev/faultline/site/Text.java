package dev.faultline.site;

import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;

/** The words of a part of a page, without its marks. */
final class Text extends AbstractVisitor {
  private final StringBuilder words = new StringBuilder();

  private Text() {}

  static String of(Node node) {
    Text text = new Text();
    node.accept(text);
    return text.words.toString().replaceAll("\\s+", " ").strip();
  }

  @Override
  public void visit(org.commonmark.node.Text text) {
    words.append(text.getLiteral());
  }

  @Override
  public void visit(Code code) {
    words.append(code.getLiteral());
  }

  @Override
  public void visit(FencedCodeBlock block) {
    words.append(' ').append(block.getLiteral());
  }

  @Override
  public void visit(HtmlInline html) {
    words.append(html.getLiteral());
  }

  @Override
  public void visit(HtmlBlock block) {
    words.append(block.getLiteral());
  }

  @Override
  public void visit(SoftLineBreak line) {
    words.append(' ');
  }

  @Override
  public void visit(HardLineBreak line) {
    words.append(' ');
  }

  /** Cells and blocks are words apart. */
  @Override
  protected void visitChildren(Node parent) {
    for (Node child = parent.getFirstChild(); child != null; child = child.getNext()) {
      child.accept(this);
      if (child instanceof org.commonmark.node.Block
          || child instanceof org.commonmark.node.CustomNode) {
        words.append(' ');
      }
    }
  }
}
