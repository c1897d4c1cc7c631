package dev.faultline.report;

import dev.faultline.explore.campaign.Envelopes;
import dev.faultline.sim.user.UserText;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Messages and tags, which are the program's own objects, as text for people. */
final class Contents {
  private static final int LONGEST = 4_000;
  private static final int MOST_BYTES = 256;

  /**
   * What Object.toString and lambdas append: it differs from run to run and carries no information.
   */
  private static final Pattern IDENTITY =
      Pattern.compile("(\\$\\$Lambda/0x[0-9a-f]+)?@[0-9a-f]{4,8}\\b");

  private static final Pattern OWN_NAME = Pattern.compile("(\\p{Lu}\\w{1,60})[\\[{(]");

  private static final Pattern FIRST_WORD = Pattern.compile("\\p{L}[\\p{L}_-]{0,23}");

  private Contents() {}

  /** The text of an object. */
  static String text(Object object) {
    if (object instanceof byte[] bytes) {
      return bytes(bytes);
    }
    String text = IDENTITY.matcher(UserText.of(object)).replaceAll("");
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
  }

  /**
   * The type of a message: the name that colours and filters use. An envelope is a record with one
   * component that may be any object; its type is that of its content, unless the content is a
   * plain value.
   */
  static String type(Object object) {
    return switch (object) {
      case byte[] bytes -> "bytes";
      case Enum<?> constant -> constant.name();
      case CharSequence text -> firstWord(text);
      case Record message -> {
        Object carried = Envelopes.open(message);
        yield carried == message || isValue(carried)
            ? className(message.getClass())
            : type(carried);
      }
      default -> {
        // Classes that tools generate call themselves something better than their name.
        Matcher name = OWN_NAME.matcher(UserText.of(object));
        yield name.lookingAt() ? name.group(1) : className(object.getClass());
      }
    };
  }

  /** Whether an object is the content of a message rather than a message. */
  private static boolean isValue(Object object) {
    return object instanceof Enum<?>
        || !(object instanceof CharSequence || object instanceof byte[])
            && object.getClass().getName().startsWith("java.");
  }

  private static String firstWord(CharSequence text) {
    Matcher word = FIRST_WORD.matcher(text);
    return word.lookingAt() ? word.group() : "text";
  }

  private static String className(Class<?> type) {
    if (type.isHidden()) {
      return "lambda";
    }
    String name = type.getSimpleName();
    if (!name.isEmpty()) {
      return name;
    }
    Class<?>[] interfaces = type.getInterfaces();
    return className(interfaces.length > 0 ? interfaces[0] : type.getSuperclass());
  }

  private static String bytes(byte[] bytes) {
    int shown = Math.min(bytes.length, MOST_BYTES);
    String more = shown < bytes.length ? "…" : "";
    String length = bytes.length == 1 ? "1 byte" : bytes.length + " bytes";
    if (bytes.length == 0) {
      return length;
    }
    if (isPrintable(bytes, shown)) {
      return length + ": \"" + new String(bytes, 0, shown, StandardCharsets.US_ASCII) + "\"" + more;
    }
    return length + ": " + HexFormat.ofDelimiter(" ").formatHex(bytes, 0, shown) + more;
  }

  private static boolean isPrintable(byte[] bytes, int shown) {
    for (int i = 0; i < shown; i++) {
      if (bytes[i] < ' ' || bytes[i] == 0x7f) {
        return false;
      }
    }
    return true;
  }
}
