package dev.faultline.cli;

import dev.faultline.chaos.toxic.Naming;
import java.util.ArrayList;
import java.util.List;

/** Rows for people in columns, and for programs with tabs. */
final class Table {
  private Table() {}

  static void print(Terminal terminal, List<String> head, List<List<String>> rows) {
    if (!terminal.outIsTerminal()) {
      rows.forEach(row ->
          terminal.out().println(String.join("\t", row.stream().map(Naming::printable).toList())));
      return;
    }
    List<List<String>> all = new ArrayList<>();
    all.add(head);
    rows.forEach(row -> all.add(row.stream().map(Naming::printable).toList()));
    int[] widths = new int[head.size()];
    for (List<String> row : all) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], columns(row.get(i)));
      }
    }
    for (List<String> row : all) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).repeat(' ', widths[i] - columns(row.get(i)) + 2);
      }
      terminal.out().println(line.toString().stripTrailing());
    }
  }

  /** How many columns of a terminal a text takes. */
  private static int columns(String text) {
    return text.codePoints().map(Table::columns).sum();
  }

  private static int columns(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default -> isWide(codePoint) ? 2 : 1;
    };
  }

  /** Ideographs, syllables and pictures, which terminals draw twice as wide (UAX #11, W and F). */
  private static boolean isWide(int codePoint) {
    return switch (Character.UnicodeScript.of(codePoint)) {
      case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO -> codePoint < 0xff61 || codePoint > 0xffdc;
      default ->
          (codePoint >= 0xff01 && codePoint <= 0xff60) || Character.isEmojiPresentation(codePoint);
    };
  }
}
