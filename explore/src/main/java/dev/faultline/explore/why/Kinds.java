package dev.faultline.explore.why;

import dev.faultline.explore.campaign.Envelopes;
import dev.faultline.sim.user.UserText;
import java.util.regex.Pattern;

/** Names in which numbers, values and which of several equal nodes it was do not count. */
final class Kinds {
  private static final Pattern NUMBER = Pattern.compile("'[^']{1,40}'|\"[^\"]{1,40}\"|\\d+");
  private static final Pattern NUMBER_OF_NODE = Pattern.compile("[-_.]?\\d+$");
  private static final Pattern FIRST_WORD = Pattern.compile("\\p{L}[\\p{L}_-]*");

  private Kinds() {}

  /** The role of a node: nodes of one kind differ by a number at the end of their names. */
  static String role(String node) {
    String role = NUMBER_OF_NODE.matcher(node).replaceAll("");
    return role.isEmpty() ? node : role;
  }

  /** A link by the roles at its ends. */
  static String link(String from, String to) {
    return " from " + role(from) + " to " + (from.equals(to) ? "itself" : role(to));
  }

  /** A text without its numbers and quoted values. */
  static String withoutNumbers(String text) {
    return NUMBER.matcher(text).replaceAll("#");
  }

  /** What a message is, and what it carries where that has a type of the program's own. */
  static String message(Object message) {
    Object inside = Envelopes.open(message);
    boolean value = inside == message || inside.getClass().getName().startsWith("java.");
    return value ? type(message) : type(message) + " of " + type(inside);
  }

  private static String type(Object message) {
    return switch (message) {
      case byte[] bytes -> "bytes";
      case Enum<?> constant -> constant.name();
      case CharSequence text -> {
        var word = FIRST_WORD.matcher(text);
        yield word.lookingAt() ? word.group() : "text";
      }
      default -> {
        String name = message.getClass().getSimpleName();
        yield name.isEmpty() ? withoutNumbers(UserText.of(message)) : name;
      }
    };
  }
}
