package dev.faultline.disk.fault;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which paths a rule is for. Immutable.
 *
 * @param text as it was written
 * @param isGlob whether it is a glob, and not a regular expression
 * @param compiled what decides
 */
public record PathPattern(String text, boolean isGlob, Pattern compiled) {

  /**
   * A glob: {@code *} stands for any characters but {@code /}, {@code **} for any, {@code ?} for
   * one, {@code [a-z]} and {@code [!a-z]} for one of a set, <code>{a,b}</code> for either. Without
   * a {@code /} it is for the last name of a path, in any directory; with one it is for the whole
   * path, from the root.
   *
   * @throws IllegalArgumentException if a bracket is not closed, or it is empty
   */
  public static PathPattern glob(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("a glob needs a character; ** is for every path");
    }
    String rooted = !text.contains("/") ? "**/" + text : text.startsWith("/") ? text : "/" + text;
    return new PathPattern(text, true, Pattern.compile(regex(rooted, text), Pattern.DOTALL));
  }

  /**
   * A regular expression of {@link Pattern} for the whole path.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static PathPattern regex(String text) {
    try {
      return new PathPattern(text, false, Pattern.compile(text, Pattern.DOTALL));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "no regular expression: " + e.getDescription() + " in " + text, e);
    }
  }

  /** Whether an absolute path, such as {@code /db/wal.1}, is one of them. */
  public boolean matches(String path) {
    Matcher matcher = compiled.matcher(path);
    return matcher.matches();
  }

  /** Whether some path that begins with these characters can be one of them. */
  public boolean mayMatchBelow(String beginning) {
    Matcher matcher = compiled.matcher(beginning);
    return matcher.matches() || matcher.hitEnd();
  }

  private static String regex(String glob, String shown) {
    StringBuilder regex = new StringBuilder();
    int braces = 0;
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      switch (c) {
        case '*' -> {
          if (!glob.startsWith("**", i)) {
            regex.append("[^/]*");
          } else if (glob.startsWith("**/", i)) {
            // Also no directory at all: /a/**/b is for /a/b.
            regex.append("(?:.*/)?");
            i += 2;
          } else {
            regex.append(".*");
            i++;
          }
        }
        case '?' -> regex.append("[^/]");
        case '[' -> {
          int end = glob.indexOf(']', i + 2);
          if (end < 0) {
            throw new IllegalArgumentException("a [ without a ] in " + shown);
          }
          String set = glob.substring(i + 1, end).replace("\\", "\\\\").replace("[", "\\[");
          regex.append("(?!/)[").append(set.startsWith("!") ? "^" + set.substring(1) : set);
          regex.append(']');
          i = end;
        }
        case '{' -> {
          braces++;
          regex.append("(?:");
        }
        case '}' -> {
          if (--braces < 0) {
            throw new IllegalArgumentException("a } without a { in " + shown);
          }
          regex.append(')');
        }
        case ',' -> regex.append(braces > 0 ? "|" : ",");
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    if (braces > 0) {
      throw new IllegalArgumentException("a { without a } in " + shown);
    }
    return regex.toString();
  }
}
