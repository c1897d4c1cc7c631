package dev.faultline.runtime.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a log's folder holds, found without changing or locking anything; of a log that is in use
 * the end may be older than its owner's.
 *
 * @param segmentBytes of each segment
 * @param segments their names
 * @param incarnation how often the log was opened, 0 if never
 * @param records how many valid records there are from the first segment on
 * @param bytes of these records, without what surrounds them
 * @param first the position of the first segment
 * @param end where the valid records end
 * @param damage what has changed since it was durable, or null if nothing is known to have
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
   * Looks into a folder.
   *
   * @param visitor is given each valid record
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
