package dev.faultline.bench.payments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** What the experiment and its processes tell each other: a file for each word, never torn. */
record Notes(Path folder) {
  /** This process has recovered and begun to work. */
  void up() {
    write("up-" + ProcessHandle.current().pid(), "");
  }

  boolean isUp(Process process) {
    return has("up-" + process.pid());
  }

  boolean has(String word) {
    return Files.exists(folder.resolve(word));
  }

  void write(String word, String text) {
    try {
      Path draft = Files.createTempFile(folder, word, ".draft");
      Files.writeString(draft, text);
      Files.move(draft, folder.resolve(word), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String read(String word) {
    try {
      return Files.readString(folder.resolve(word));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int number(String word) {
    return Integer.parseInt(read(word));
  }
}
