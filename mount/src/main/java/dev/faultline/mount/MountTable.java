package dev.faultline.mount;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the system says is mounted where, in the namespace of this process. */
final class MountTable {
  /** The type of our mounts. */
  static final String TYPE = "fuse.faultline";

  /** What stands in it behind the kernel's own. */
  static final String SUBTYPE = "faultline";

  private static final Path TABLE = Path.of("/proc/self/mountinfo");
  private static final int DEVICE = 2;
  private static final int MOUNT_POINT = 4;

  private MountTable() {}

  /** Whether something is mounted exactly there, of whatever type. */
  static boolean isMounted(Path point) throws IOException {
    return lines().stream().anyMatch(line -> pointOf(line).equals(point.toString()));
  }

  /** Whether what is mounted there, on top, is one of ours. */
  static boolean isOurs(Path point) throws IOException {
    return device(point) != null;
  }

  /**
   * The number of the device of what is mounted there, on top, where it is one of ours; otherwise
   * null. No two file systems that are there have the same.
   */
  static @Nullable String device(Path point) throws IOException {
    return lines().stream()
        .filter(line -> pointOf(line).equals(point.toString()))
        .reduce((below, above) -> above)
        .filter(line -> typeOf(line).equals(TYPE))
        .map(line -> line.split(" ")[DEVICE])
        .orElse(null);
  }

  /** What the mount there, on top, says that it is of; empty where there is none. */
  static String sourceOf(Path point) throws IOException {
    return lines().stream()
        .filter(line -> pointOf(line).equals(point.toString()))
        .reduce((below, above) -> above)
        .map(line -> unescape(line.substring(line.indexOf(" - ") + 3).split(" ")[1]))
        .orElse("");
  }

  private static List<String> lines() throws IOException {
    return List.of(Files.readString(TABLE, StandardCharsets.ISO_8859_1).split("\n"));
  }

  private static String pointOf(String line) {
    return unescape(line.split(" ")[MOUNT_POINT]);
  }

  private static String typeOf(String line) {
    return line.substring(line.indexOf(" - ") + 3).split(" ")[0];
  }

  /** Spaces and the like stand as three octal digits behind a backslash. */
  private static String unescape(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    byte[] out = new byte[bytes.length];
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\\' && i + 3 < bytes.length) {
        out[length++] =
            (byte) ((bytes[i + 1] - '0') * 64 + (bytes[i + 2] - '0') * 8 + bytes[i + 3] - '0');
        i += 3;
      } else {
        out[length++] = bytes[i];
      }
    }
    return new String(out, 0, length, StandardCharsets.UTF_8);
  }
}
