package dev.faultline.check.read;

import java.util.regex.Pattern;

/**
 * Lines among those of a log that are operations for a reader's eye but not for ours. They begin at
 * the margin: what a log prints of maps and results besides operations is indented, or begins a map
 * of results.
 */
final class DamagedLine {

  /** {@code 3 :Ok :read 1}, {@code 3 ok :read 1}, {@code 3 : ok :read 1}. */
  private static final Pattern BARE =
      Pattern.compile("\\d{1,18}[ \\t]+(?::|(?i)(?:invoke|ok|fail|info)\\b).*");

  /** A whole map with a process and a type, in EDN or JSON. */
  private static final Pattern MAP =
      Pattern.compile(
          "(?=.*[\"{, ]:?process[\" \\t])(?=.*[\"{, ]:?type[\" \\t])(?:#[\\w.-]+ *)?\\{.*");

  private DamagedLine() {}

  static boolean looksLikeEvent(byte[] bytes, int length) {
    if (length == 0) {
      return false;
    }
    return switch ((char) bytes[0]) {
      case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' ->
          BARE.matcher(LogReader.string(bytes, 0, length)).matches();
      case '{', '#' -> MAP.matcher(LogReader.string(bytes, 0, length)).matches();
      default -> false;
    };
  }
}
