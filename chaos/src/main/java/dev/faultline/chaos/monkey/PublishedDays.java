package dev.faultline.chaos.monkey;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;

/** The days that have been published, a file each: a day is published once. */
public final class PublishedDays {
  private final Path folder;

  public PublishedDays(Path state) {
    folder = state.resolve("days");
  }

  /**
   * Publishes a day.
   *
   * @throws FileAlreadyExistsException where it is already
   */
  public Path publish(LocalDate day, String text) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(day + ".tsv");
    // Whole or not at all: half a day must not count as published.
    Path fresh = Files.createTempFile(folder, day.toString(), ".new");
    try {
      Files.writeString(fresh, text);
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
      return Files.createLink(file, fresh);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }
}
