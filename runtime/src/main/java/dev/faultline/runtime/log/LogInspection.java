package dev.faultline.runtime.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a log's folder, found without changing or locking anything. If the log is in use,
 * its owner may already have written more.
 *
 * @param segmentBytes length of each segment @param segments names of the segments
 * @param incarnation how often the log was opened, 0 if never
 * @param records how many valid records there are, from the first segment on
 * @param bytes length of these records in all, without headers and padding
 * @param first the position of the first segment
 * @param end where the valid records end
 * @param damage a description of the corruption, or null if none was found
 */
public record LogInspection(
    int segmentBytes,
    List<String> segments,
    long incarnation,
    long records,
    long bytes,
    long first,
    long end,
    @Nullable CorruptLogException damage) {

  /**
   * Inspects a folder.
   *
   * @param visitor called with each valid record
   * @throws LogException if there is no log or it cannot be read
   */
  public static LogInspection of(Path folder, RecordVisitor visitor) {
    if (!Files.isDirectory(folder)) {
      throw new LogException("no log in " + folder + ": there is no such folder");
    }
    try {
      return of(FolderDisk.reading(folder), visitor);
    } catch (IOException e) {
      throw new LogException("log " + folder + " cannot be read: " + e, e);
    }
  }

  private static LogInspection of(Disk disk, RecordVisitor visitor) throws IOException {
    List<Long> indexes = LogScan.segments(disk);
    if (indexes.isEmpty()) {
      throw new LogException(
          "no log in " + disk.name() + ": it has no file such as " + Records.segmentName(0));
    }
    LogOptions options = LogOpening.existing(disk, LogOptions.DEFAULT);
    long[] bytes = new long[1];
    LogScan.Result found =
        new LogScan(disk, options.segmentBytes())
            .run((position, memory, offset, length) -> {
              bytes[0] += length;
              visitor.record(position, memory, offset, length);
            });
    LogScan.Damage damage = found.damage();
    return new LogInspection(
        options.segmentBytes(),
        indexes.stream().map(Records::segmentName).toList(),
        Incarnation.current(disk),
        found.records(),
        bytes[0],
        found.first() * options.segmentBytes(),
        found.end(),
        damage == null ? null : LogOpening.corrupt(disk, options, damage));
  }
}
