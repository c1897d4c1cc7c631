package dev.faultline.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Seeds that failed the last time, one file a test, one seed a line. */
final class FailingSeeds {
  private final Path file;

  FailingSeeds(Path directory, String test) {
    this.file = directory.resolve(test + ".failing-seeds");
  }

  /** Oldest first; empty when nothing failed, or when the file is no such list. */
  List<Long> read() {
    List<Long> seeds = new ArrayList<>();
    try {
      if (Files.isRegularFile(file)) {
        for (String line : Files.readAllLines(file)) {
          seeds.add(Long.parseLong(line.strip()));
        }
      }
    } catch (IOException | NumberFormatException e) {
      // A memory that cannot be read is no reason to fail a test: the worlds are explored all the
      // same.
      return List.of();
    }
    return seeds;
  }

  void failed(long seed) {
    List<Long> seeds = new ArrayList<>(read());
    if (!seeds.contains(seed)) {
      seeds.add(seed);
      write(seeds);
    }
  }

  void passed(long seed) {
    List<Long> seeds = new ArrayList<>(read());
    if (seeds.remove(seed)) {
      write(seeds);
    }
  }

  private void write(List<Long> seeds) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, seeds.stream().map(String::valueOf).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
