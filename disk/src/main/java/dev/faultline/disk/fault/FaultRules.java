package dev.faultline.disk.fault;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads rules, one a line; empty lines and what follows a {@code #} at the beginning of a word do
 * not count. docs/disk.md has the form.
 *
 * <pre>{@code
 * fail write errno=ENOSPC path=/db/wal.* nth=3
 * delay read,write time=5ms..20ms probability=10%
 * sync-failure path=*.log offset=4096..8191 nth=1,2,4
 * }</pre>
 */
public final class FaultRules {
  private FaultRules() {}

  /**
   * The rules of a text, in their order.
   *
   * @throws FaultSyntaxException if a line is no rule
   */
  public static List<FaultRule> parse(String text) {
    List<FaultRule> rules = new ArrayList<>();
    int line = 0;
    for (String raw : text.split("\\R", -1)) {
      line++;
      List<String> words = words(raw, line);
      if (!words.isEmpty()) {
        rules.add(new RuleReader(line, String.join(" ", words)).read(words));
      }
    }
    return List.copyOf(rules);
  }

  /** Splits at spaces outside of quotation marks, which are taken away. */
  private static List<String> words(String text, int line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inside = false;
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
        inside = true;
      } else if (!quoted && Character.isWhitespace(c)) {
        if (inside) {
          words.add(word.toString());
        }
        word.setLength(0);
        inside = false;
      } else if (!quoted && !inside && c == '#') {
        return words;
      } else {
        word.append(c);
        inside = true;
      }
    }
    if (quoted) {
      throw new FaultSyntaxException(line, "text", "a quotation mark that is not closed", null);
    }
    if (inside) {
      words.add(word.toString());
    }
    return words;
  }
}
