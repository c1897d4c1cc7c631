package dev.faultline.chaos.monkey;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
    return Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
  }
}
