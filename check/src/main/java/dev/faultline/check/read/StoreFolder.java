package dev.faultline.check.read;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A folder in which Jepsen stores a run, as {@code store/latest}. */
final class StoreFolder {

  /** The best first: logs give values as text, and not every operation has a whole one. */
  private static final List<String> NAMES =
      List.of(
          "history.edn",
          "history.edn.gz",
          "history.jsonl",
          "history.json",
          "history.txt",
          "jepsen.log");

  private StoreFolder() {}

  /** The file itself, or the history in a folder. */
  static Path historyIn(Path file) throws IOException {
    if (!Files.isDirectory(file)) {
      return file;
    }
    for (Path folder : List.of(file, file.resolve("latest"))) {
      for (String name : NAMES) {
        if (Files.isRegularFile(folder.resolve(name))) {
          return folder.resolve(name);
        }
      }
    }
    throw new IOException("the folder contains none of " + String.join(", ", NAMES));
  }
}
