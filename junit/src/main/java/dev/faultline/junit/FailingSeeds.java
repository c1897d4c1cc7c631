package dev.faultline.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What failed the last time, one file a test, a line each: a seed, or, where the seed alone does
 * not bring a world back, the name of a replay file in the same directory. Invocations of one test
 * may run at the same time.
 */
final class FailingSeeds {
  private final Path directory;
  private final Path file;

  FailingSeeds(Path directory, String test) {
    this.directory = directory;
    this.file = directory.resolve(test + ".failing-seeds");
  }

  /** Seeds, oldest first; empty when nothing failed, or when the file is not a list of seeds. */
  synchronized List<Long> seeds() {
    List<Long> seeds = new ArrayList<>();
    for (String line : lines()) {
      try {
        seeds.add(Long.parseLong(line));
      } catch (NumberFormatException e) {
        // A replay file, or something that is no reason to fail a test: worlds are explored all the
        // same.
        continue;
      }
    }
    return seeds;
  }

  /** Replay files that are still there, oldest first. */
  synchronized List<Path> files() {
    return lines().stream()
        .filter(line -> line.endsWith(".replay"))
        .map(directory::resolve)
        .filter(Files::isRegularFile)
        .toList();
  }

  synchronized void failed(long seed) {
    add(Long.toString(seed));
  }

  synchronized void failed(Path replayFile) {
    add(name(replayFile));
  }

  synchronized void passed(long seed) {
    remove(Long.toString(seed));
  }

  synchronized void passed(Path replayFile) {
    remove(name(replayFile));
  }

  private static String name(Path replayFile) {
    return String.valueOf(replayFile.getFileName());
  }

  private void add(String line) {
    List<String> lines = new ArrayList<>(lines());
    if (!lines.contains(line)) {
      lines.add(line);
      write(lines);
    }
  }

  private void remove(String line) {
    List<String> lines = new ArrayList<>(lines());
    if (lines.remove(line)) {
      write(lines);
    }
  }

  private List<String> lines() {
    try {
      return Files.isRegularFile(file)
          ? Files.readAllLines(file).stream().map(String::strip).toList()
          : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }

  private void write(List<String> lines) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
