package dev.faultline.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows for people in columns, and for programs with tabs. */
final class Table {
  private Table() {}

  static void print(Terminal terminal, List<String> head, List<List<String>> rows) {
    if (!terminal.outIsTerminal()) {
      rows.forEach(row -> terminal.out().println(String.join("\t", row)));
      return;
    }
    List<List<String>> all = new ArrayList<>();
    all.add(head);
    all.addAll(rows);
    int[] widths = new int[head.size()];
    for (List<String> row : all) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : all) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
      }
      terminal.out().println(line.toString().stripTrailing());
    }
  }
}
