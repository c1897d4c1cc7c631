package dev.faultline.jvm;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** The files that a node's disk has before its program first runs. Belongs to one world. */
final class FirstFiles {
  private static final String TEMPORARY = "tmp";

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
