package dev.faultline.chaos.disk;

import dev.faultline.chaos.monkey.process.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the system says is mounted where, and how it is taken away. */
public final class MountTable {
  private static final Path TABLE = Path.of("/proc/self/mountinfo");
  private static final Path DEVICE = Path.of("/dev/fuse");
  private static final int MOUNT_POINT = 4;
  private static final String OURS = "fuse.faultline";
  private static final Pattern SOURCE = Pattern.compile("faultline@127\\.0\\.0\\.1:(\\d{1,5})");
  private static final Pattern ESCAPED = Pattern.compile("\\\\([0-7]{3})");
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private MountTable() {}

  /**
   * What is mounted somewhere.
   *
   * @param type of the file system
   * @param port where its process takes commands, if it is one of ours that does
   */
  record Entry(String type, OptionalInt port) {}

  /** What is mounted exactly there, on top. */
  static Optional<Entry> at(Path point) throws IOException {
    String wanted = resolved(point).toString();
    Optional<Entry> last = Optional.empty();
    for (String line : Files.readString(TABLE, StandardCharsets.UTF_8).lines().toList()) {
      String[] fields = line.split(" ");
      if (unescaped(fields[MOUNT_POINT]).equals(wanted)) {
        String[] behind = line.substring(line.indexOf(" - ") + 3).split(" ");
        Matcher source = SOURCE.matcher(behind[1]);
        boolean listens = behind[0].equals(OURS) && source.matches();
        last =
            Optional.of(
                new Entry(
                    behind[0],
                    listens
                        ? OptionalInt.of(Integer.parseInt(source.group(1)))
                        : OptionalInt.empty()));
      }
    }
    return last;
  }

  /** Links in the folders above are followed; the point itself may not answer any more. */
  private static Path resolved(Path point) throws IOException {
    Path whole = point.toAbsolutePath().normalize();
    Path parent = whole.getParent();
    Path name = whole.getFileName();
    return parent == null || name == null || !Files.isDirectory(parent)
        ? whole
        : parent.toRealPath().resolve(name);
  }

  private static String unescaped(String text) {
    return ESCAPED
        .matcher(text)
        .replaceAll(one -> Matcher.quoteReplacement("" + (char) Integer.parseInt(one.group(1), 8)));
  }

  /** Whether anything is mounted exactly there. */
  public static boolean isMounted(Path point) throws IOException {
    return at(point).isPresent();
  }

  /** Why this machine cannot mount; empty where it may. */
  public static Optional<String> cannotMount() {
    return Files.exists(DEVICE)
        ? Optional.empty()
        : Optional.of("there is no " + DEVICE + " here, which mounting takes");
  }

  /**
   * Takes a mount of ours away, also one whose process is gone or that is in use; false where none
   * is there.
   *
   * @throws IOException where it stays
   */
  public static boolean unmount(Path point) throws IOException {
    Optional<Entry> entry = at(point);
    if (entry.isEmpty() || !entry.get().type().equals(OURS)) {
      return false;
    }
    try {
      Shell.Result said =
          Shell.run(
              "umount -l \"$POINT\" || fusermount3 -u -z \"$POINT\"",
              Path.of("/"),
              Map.of("POINT", resolved(point).toString()),
              PATIENCE);
      if (said.exitCode() != 0) {
        throw new IOException(point + " cannot be unmounted: " + said.said());
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
