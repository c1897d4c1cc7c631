package dev.faultline.chaos.monkey.schedule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A file of holidays: a date in each line, such as {@code 2026-12-24}; {@code #} begins a comment.
 */
public final class Holidays {
  private Holidays() {}

  /**
   * Reads the dates in a file.
   *
   * @throws IllegalArgumentException if a line is not a date; the message names the file and the
   *     line
   */
  public static SortedSet<LocalDate> read(Path file) throws IOException {
    SortedSet<LocalDate> days = new TreeSet<>();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      // Some editors write a mark of the byte order first, which nobody sees in a message.
      String text = lines.get(i).replaceFirst("^\uFEFF", "").replaceFirst("#.*", "").strip();
      if (!text.isEmpty()) {
        try {
          days.add(LocalDate.parse(text));
        } catch (DateTimeParseException e) {
          throw new IllegalArgumentException(
              "%s:%d: '%s' is not a date, expected one such as 2026-12-24"
                  .formatted(file, i + 1, text),
              e);
        }
      }
    }
    return days;
  }
}
