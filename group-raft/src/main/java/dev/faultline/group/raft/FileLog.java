package dev.faultline.group.raft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Records in a file {@code log} of a folder. Each has its number, a checksum, and the number of the
 * last one that was durable when it was written. Not thread-safe.
 *
 * <p>A crash may leave any part of the data written since the last sync. So the log is cut off at
 * the first damaged record, unless a later record says that the damaged one was durable: then the
 * file is corrupt, and opening it fails. Limit: corruption within the records of the very last sync
 * looks like a torn write and is cut off, so the member would forget its latest promises. This does
 * not apply right after {@link #rewrite}: the new file gets its name only when it is durable as a
 * whole, and each of its records says so.
 *
 * <p>It keeps no records in memory but those not yet synced and, until they are taken, those found
 * when it was opened. To open it takes memory for twice the file, which has 2 GiB at most. A {@link
 * Replica} rewrites it when it has 256 KiB and twice what it was after the last time, so it is
 * about as large as two snapshots with the commands since the last ({@link
 * ReplicaOptions#snapshotEvery}).
 */
public final class FileLog implements RecordLog {
  private static final String NAME = "log";
  private static final String FRESH = "log.fresh";

  /** Record number, number of the last durable record, length, checksum. */
  private static final int HEAD = 2 * Long.BYTES + 2 * Integer.BYTES;

  /** As many as an array has. */
  private static final int BYTES_MOST = Integer.MAX_VALUE - 8;

  private final Path folder;
  private final int aheadBytes;

  /** Null once they are taken. */
  private @Nullable List<byte[]> found;

  private FileChannel file;
  private ByteBuffer waiting = ByteBuffer.allocate(4096);
  private long number;
  private long durable;
  private long end;
  private long reserved;
  private boolean broken;

  private FileLog(Path folder, int aheadBytes, FileChannel file) {
    this.folder = folder;
    this.aheadBytes = aheadBytes;
    this.file = file;
  }

  /**
   * Opens or creates the log. Its records are durable when this returns.
   *
   * @param folder of its own; created if its parent is there
   * @param aheadBytes how many bytes are filled with zeros in advance, so that a sync does not have
   *     to write the file size; 0 for none
   * @throws IOException if it cannot be read or written, or is corrupt
   */
  public static FileLog open(Path folder, int aheadBytes) throws IOException {
    if (aheadBytes < 0) {
      throw new IllegalArgumentException("aheadBytes is " + aheadBytes + ", expected 0 or more");
    }
    if (!Files.isDirectory(folder)) {
      Files.createDirectory(folder);
    }
    // Its name too, which an earlier process may have left in the page cache alone.
    Path parent = folder.toAbsolutePath().getParent();
    if (parent != null) {
      syncFolder(parent);
    }
    Files.deleteIfExists(folder.resolve(FRESH));
    Path path = folder.resolve(NAME);
    FileChannel file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    FileLog log = new FileLog(folder, aheadBytes, file);
    try {
      log.read(path);
      file.truncate(log.end);
      log.reserved = log.end;
      log.reserve();
      file.force(true);
      syncFolder(folder);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
    return log;
  }

  private void read(Path path) throws IOException {
    List<byte[]> sound = new ArrayList<>();
    if (file.size() > BYTES_MOST) {
      throw new IOException(
          "%s has %,d bytes, expected at most %,d".formatted(path, file.size(), BYTES_MOST));
    }
    ByteBuffer all = ByteBuffer.allocate((int) file.size());
    while (all.hasRemaining()) {
      if (file.read(all, all.position()) < 0) {
        throw new IOException(path + " became shorter while it was read");
      }
    }
    int at = 0;
    long promised = 0;
    while (isSound(all, at) && all.getLong(at) == number + 1) {
      promised = Math.max(promised, all.getLong(at + Long.BYTES));
      byte[] item = new byte[lengthAt(all, at)];
      all.get(at + HEAD, item);
      sound.add(item);
      number++;
      at += HEAD + item.length;
    }
    found = sound;
    end = at;
    durable = number;
    if (promised > number) {
      throw rotted(path, at);
    }
    for (int later = at + 1; later + HEAD <= all.limit(); later++) {
      // Told apart by its numbers first: a checksum at every byte would take long.
      if (all.getLong(later) > number + 1
          && all.getLong(later) <= number + 1 + all.limit() / HEAD
          && all.getLong(later + Long.BYTES) > number
          && isSound(all, later)) {
        throw rotted(path, at);
      }
    }
  }

  private IOException rotted(Path path, int at) {
    return new IOException(
        "%s has rotted: record %,d, at byte %,d, was durable and is not sound"
            .formatted(path, number + 1, at));
  }

  private static int lengthAt(ByteBuffer all, int at) {
    return all.getInt(at + 2 * Long.BYTES);
  }

  private static boolean isSound(ByteBuffer all, int at) {
    if (at + HEAD > all.limit()) {
      return false;
    }
    int length = lengthAt(all, at);
    return length >= 0
        && length <= all.limit() - at - HEAD
        && all.getInt(at + HEAD - Integer.BYTES) == checksum(all, at, length);
  }

  /** The checksum over a record without the checksum field. */
  private static int checksum(ByteBuffer all, int at, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(all.slice(at, HEAD - Integer.BYTES));
    checksum.update(all.slice(at + HEAD, length));
    return (int) checksum.getValue();
  }

  @Override
  public List<byte[]> takeRecords() {
    List<byte[]> all = found;
    if (all == null) {
      throw new IllegalStateException(
          "the records of %s were taken already, and a member that begins without them forgets what it promised; close the log and open it again"
              .formatted(folder.resolve(NAME)));
    }
    found = null;
    return all;
  }

  @Override
  public void append(byte[] item) throws IOException {
    usable();
    put(item);
  }

  private void put(byte[] item) {
    int size = Math.addExact(HEAD, item.length);
    if (waiting.remaining() < size) {
      waiting =
          ByteBuffer.allocate(Math.max(2 * waiting.capacity(), waiting.position() + size))
              .put(waiting.flip());
    }
    number++;
    int at = waiting.position();
    waiting.putLong(number).putLong(durable).putInt(item.length).putInt(0).put(item);
    waiting.putInt(at + HEAD - Integer.BYTES, checksum(waiting, at, item.length));
  }

  @Override
  public void sync() throws IOException {
    usable();
    broken = true;
    drain();
    reserve();
    file.force(false);
    durable = number;
    broken = false;
  }

  private void drain() throws IOException {
    waiting.flip();
    while (waiting.hasRemaining()) {
      end += file.write(waiting, end);
    }
    waiting.clear();
  }

  private void reserve() throws IOException {
    if (aheadBytes == 0 || reserved - end >= aheadBytes / 2) {
      return;
    }
    long from = Math.max(reserved, end);
    ByteBuffer zeros = ByteBuffer.allocate(aheadBytes);
    while (zeros.hasRemaining()) {
      from += file.write(zeros, from);
    }
    reserved = from;
  }

  @Override
  public void rewrite(List<byte[]> fresh) throws IOException {
    usable();
    broken = true;
    file.close();
    waiting.clear();
    number = 0;
    durable = fresh.size();
    end = 0;
    reserved = 0;
    file =
        FileChannel.open(
            folder.resolve(FRESH),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    fresh.forEach(this::put);
    drain();
    reserve();
    file.force(true);
    Files.move(folder.resolve(FRESH), folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    syncFolder(folder);
    durable = number;
    broken = false;
  }

  private static void syncFolder(Path folder) throws IOException {
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  private void usable() throws IOException {
    if (broken) {
      throw new IOException(folder.resolve(NAME) + " failed before: what is durable is unknown");
    }
  }

  @Override
  public long size() {
    return end + waiting.position();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
