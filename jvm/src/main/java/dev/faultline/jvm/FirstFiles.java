package dev.faultline.jvm;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The files that a node's disk has before its program first runs. Belongs to one world. */
final class FirstFiles {
  private static final String TEMPORARY = "tmp";

  /** What file systems of Linux take. */
  private static final int LONGEST_NAME = 255;

  private final Map<String, byte[]> contents;
  private boolean made;

  /**
   * None of them is there yet.
   *
   * @param contents by path from the root
   */
  FirstFiles(Map<String, byte[]> contents) {
    this.contents = new LinkedHashMap<>(contents);
  }

  /**
   * Checks a path from the root, since a file that cannot be made would just be absent.
   *
   * @param node for which it is
   * @param others of the same node
   * @throws IllegalArgumentException when it is none that a disk can have together with them
   */
  static void check(String node, String path, Set<String> others) {
    for (String part : path.substring(1).split("/", -1)) {
      if (part.isEmpty()
          || part.equals(".")
          || part.equals("..")
          || part.indexOf('\0') >= 0
          || part.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
        throw new IllegalArgumentException(
            "node '%s': the file '%s' cannot be on a disk; name it without '.', '..', '//', zero characters and names of more than %d bytes"
                .formatted(node, path.replace("\0", "\\0"), LONGEST_NAME));
      }
    }
    if (path.equals("/" + TEMPORARY)) {
      throw new IllegalArgumentException(
          "node '%s': '%s' is the folder of temporary files; give the file another name"
              .formatted(node, path));
    }
    for (String other : others) {
      if (other.startsWith(path + "/") || path.startsWith(other + "/")) {
        throw new IllegalArgumentException(
            "node '%s': of the files '%s' and '%s' one would be the folder of the other; give it another name"
                .formatted(node, other, path));
      }
    }
  }

  /** Makes them, and the folder of temporary files, which is lost when the disk fails. */
  void make(Path root) {
    try {
      Files.createDirectories(root.resolve(TEMPORARY));
      if (!made) {
        for (Map.Entry<String, byte[]> each : contents.entrySet()) {
          make(root.resolve(each.getKey().substring(1)), each.getValue());
        }
        made = true;
      }
    } catch (IOException e) {
      // The disk fails; the program hears so when it uses what is absent.
    }
  }

  private static void make(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    sync(file, StandardOpenOption.WRITE);
    for (Path each = file.getParent(); each != null; each = each.getParent()) {
      sync(each, StandardOpenOption.READ);
    }
  }

  private static void sync(Path path, StandardOpenOption option) throws IOException {
    try (FileChannel channel = FileChannel.open(path, option)) {
      channel.force(true);
    }
  }
}
