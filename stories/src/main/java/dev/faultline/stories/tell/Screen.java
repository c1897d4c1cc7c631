package dev.faultline.stories.tell;

import dev.faultline.stories.tell.Line.Style;
import java.util.ArrayList;
import java.util.List;

/** One of the five screens of a story, made line by line. */
public final class Screen {
  /** Characters of the longest line. */
  public static final int WIDTH = 80;

  /** Lines of the longest screen. */
  public static final int HEIGHT = 22;

  private final List<Line> lines = new ArrayList<>();

  Screen() {}

  /** The lines, of which none is longer than {@link #WIDTH}. */
  public List<Line> lines() {
    return List.copyOf(lines);
  }

  Screen line(Style style, String text) {
    lines.add(new Line(style, text));
    return this;
  }

  Screen blank() {
    return line(Style.PLAIN, "");
  }

  /** A paragraph, broken at spaces and indented by one. */
  Screen text(Style style, String text) {
    return wrapped(style, " ", " ", text);
  }

  /** A paragraph whose first line begins otherwise than the others. */
  Screen wrapped(Style style, String first, String others, String text) {
    StringBuilder line = new StringBuilder(first);
    int indent = first.length();
    for (String word : text.strip().split("\\s+")) {
      if (line.length() > indent && line.length() + 1 + word.length() > WIDTH) {
        line(style, line.toString());
        line = new StringBuilder(others);
        indent = others.length();
      }
      if (line.length() > indent) {
        line.append(' ');
      }
      line.append(word);
    }
    return line(style, line.toString());
  }
}
